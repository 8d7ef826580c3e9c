package io.stairgate.console.reading;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The sentences that a Java source says to people: its string literals, read by the compiler's own
 * parser, with the pieces of a sum put together. Programmers' words (SQL, the messages of faults
 * that nobody is shown) are left out.
 */
final class JavaWords {
  private static final Set<String> FOR_PROGRAMMERS =
      Set.of(
          "IllegalArgumentException",
          "IllegalStateException",
          "NullPointerException",
          "AssertionError",
          "UncheckedIOException",
          "IOException");
  private static final Pattern SENTENCE =
      Pattern.compile("(?s)[\\p{Lu}\\d\u25a1\u201c].*[a-z].* .*");
  private static final Pattern NO_SENTENCE =
      Pattern.compile(
          "(?s).*(?:\\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|MERGE|CREATE TABLE|WHERE|IS NOT"
              + " NULL|ORDER BY)\\b|[{}<>_=;\\\\]).*");
  private static final Pattern FORMAT = Pattern.compile("%(?:\\d+\\$)?[-+,0-9.]*[a-zA-Z]");

  private JavaWords() {}

  /** Of every file; {@code where} of each passage is its simple name. */
  static List<Passage> of(List<Path> files) throws IOException {
    JavaCompiler compiler =
        Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "the JDK's compiler");
    List<Passage> passages = new ArrayList<>();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      for (CompilationUnitTree unit : task.parse()) {
        String name = Path.of(unit.getSourceFile().getName()).getFileName().toString();
        new Reader(name, passages).scan(unit, null);
      }
    }
    return passages;
  }

  private static final class Reader extends TreeScanner<Void, Void> {
    private final String where;
    private final List<Passage> passages;

    private Reader(String where, List<Passage> passages) {
      this.where = where;
      this.passages = passages;
    }

    @Override
    public Void visitAnnotation(com.sun.source.tree.AnnotationTree tree, Void nothing) {
      return null;
    }

    @Override
    public Void visitNewClass(NewClassTree tree, Void nothing) {
      return FOR_PROGRAMMERS.contains(tree.getIdentifier().toString())
          ? null
          : super.visitNewClass(tree, null);
    }

    @Override
    public Void visitBinary(BinaryTree tree, Void nothing) {
      StringBuilder whole = new StringBuilder();
      if (tree.getKind() == Tree.Kind.PLUS && gather(tree, whole)) {
        said(whole.toString());
        return null;
      }
      return super.visitBinary(tree, null);
    }

    /**
     * Whether the sum holds a literal; what else it adds is a value, and is looked at by itself.
     */
    private boolean gather(ExpressionTree tree, StringBuilder whole) {
      if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
        boolean left = gather(sum.getLeftOperand(), whole);
        return gather(sum.getRightOperand(), whole) || left;
      }
      if (tree instanceof LiteralTree literal && literal.getValue() instanceof String text) {
        whole.append(text);
        return true;
      }
      if (!(tree instanceof ParenthesizedTree) || !whole.toString().endsWith(Passage.FILLED)) {
        whole.append(Passage.FILLED);
      }
      scan(tree, null);
      return false;
    }

    @Override
    public Void visitLiteral(LiteralTree tree, Void nothing) {
      if (tree.getValue() instanceof String text) {
        said(text);
      }
      return null;
    }

    private void said(String text) {
      String plain = FORMAT.matcher(text).replaceAll(Passage.FILLED).replace("%%", "%");
      if (SENTENCE.matcher(plain).matches() && !NO_SENTENCE.matcher(plain).matches()) {
        passages.add(new Passage(where, plain));
      }
    }
  }
}
