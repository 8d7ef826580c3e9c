package io.stairgate.console.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of one jte template, every branch of it, without its markup. A tag that only dresses
 * words ends no sentence, so that markup cannot make a long one look short; what stands in an
 * "else" is a passage of its own.
 */
final class TemplateWords {
  private static final Set<String> DRESS =
      Set.of("a", "abbr", "b", "br", "em", "i", "span", "strong", "time", "wbr");
  private static final Set<String> NO_WORDS = Set.of("svg", "script", "style");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
  private static final Pattern ATTRIBUTE =
      Pattern.compile(
          "\\b(?:aria-label|title|alt|placeholder|data-label|data-removed)=\"((?:\\$\\{[^}]*}|[^\"])*)\"");
  private static final Pattern NAME = Pattern.compile("@template\\.([\\w.-]+)\\(");
  private static final Pattern ARGUMENT =
      Pattern.compile("\\b(\\w+)\\s*=\\s*((?:[^,\"]|\"(?:[^\"\\\\]|\\\\.)*\")*)");
  private static final Set<String> SAID_ARGUMENTS =
      Set.of("label", "hint", "title", "words", "sentence", "text", "summary");

  private final String where;
  private final String source;
  private final List<Passage> passages = new ArrayList<>();
  private StringBuilder running = new StringBuilder();
  private int lastLink = -1;
  private int at;

  private TemplateWords(String where, String source) {
    this.where = where;
    this.source = source;
  }

  static List<Passage> of(String where, String source) {
    TemplateWords words =
        new TemplateWords(where, source.replaceAll("(?s)<!--.*?-->|<%--.*?--%>", ""));
    words.read("");
    words.end();
    return words.passages.stream().filter(Passage::hasWords).toList();
  }

  /** Reads on until the end, or until one of the words that close what was opened. */
  private String read(String... closers) {
    while (at < source.length()) {
      for (String closer : closers) {
        if (!closer.isEmpty() && source.startsWith(closer, at)) {
          at += closer.length();
          return closer;
        }
      }
      step();
    }
    return "";
  }

  private void step() {
    if (source.startsWith("@import", at) || source.startsWith("@param", at)) {
      int end = source.indexOf('\n', at);
      String line = source.substring(at, end < 0 ? source.length() : end);
      apart(line.substring(line.indexOf('=') + 1));
      at += line.length();
    } else if (source.startsWith("@if(", at)) {
      branches();
    } else if (source.startsWith("@for(", at)) {
      at += "@for".length();
      inside();
      end();
      read("@endfor");
      end();
    } else if (source.startsWith("@template.", at)) {
      call();
    } else if (source.startsWith("$unsafe{", at) || source.startsWith("${", at)) {
      at = source.indexOf('{', at);
      apart(inside());
      running.append(Passage.FILLED);
    } else if (source.charAt(at) == '<') {
      tag();
    } else {
      running.append(source.charAt(at++));
    }
  }

  /**
   * The first branch belongs to the sentence it stands in; the others are passages of their own.
   */
  private void branches() {
    at += "@if".length();
    inside();
    String closer = read("@elseif(", "@else", "@endif");
    StringBuilder first = running;
    while (!closer.equals("@endif") && !closer.isEmpty()) {
      if (closer.equals("@elseif(")) {
        at--;
        inside();
      }
      running = new StringBuilder();
      closer = read("@elseif(", "@else", "@endif");
      end();
    }
    running = first;
  }

  /** A template that is called: its words are its own, and what is handed to it are ours. */
  private void call() {
    Matcher name = NAME.matcher(source);
    if (!name.find(at) || name.start() != at) {
      running.append(source.charAt(at++));
      return;
    }
    at = name.end();
    StringBuilder arguments = new StringBuilder();
    int open = 1;
    boolean dress = name.group(1).equals("tag.when") || name.group(1).equals("tag.time");
    if (!dress) {
      end();
    }
    while (at < source.length() && open > 0) {
      if (source.startsWith("@`", at)) {
        at += 2;
        read("`");
        end();
      } else {
        char next = source.charAt(at);
        if (next == '"') {
          arguments.append(literal());
          continue;
        }
        open += next == '(' ? 1 : next == ')' ? -1 : 0;
        arguments.append(next);
        at++;
      }
    }
    Matcher said = ARGUMENT.matcher(arguments);
    while (said.find()) {
      if (SAID_ARGUMENTS.contains(said.group(1))) {
        apart(said.group(2));
      }
    }
    if (dress) {
      running.append(Passage.FILLED);
    }
  }

  private void tag() {
    int end = at;
    boolean quoted = false;
    while (end < source.length() && (quoted || source.charAt(end) != '>')) {
      if (source.startsWith("${", end)) {
        int before = at;
        at = end + 1;
        inside();
        end = at;
        at = before;
        continue;
      }
      quoted ^= source.charAt(end) == '"';
      end++;
    }
    String whole = source.substring(at, Math.min(end + 1, source.length()));
    String name = whole.replaceAll("(?s)^</?([\\w!-]*).*", "$1").toLowerCase(java.util.Locale.ROOT);
    at += whole.length();
    Matcher said = ATTRIBUTE.matcher(whole);
    while (said.find()) {
      if (said.group(1).contains("${")) {
        apart(said.group(1));
      } else {
        add(said.group(1));
      }
    }
    if (name.equals("a")) {
      linkBesideLink(whole.startsWith("</"));
    } else if (name.equals("code") && !whole.startsWith("</")) {
      at = Math.max(at, source.indexOf("</code>", at));
      running.append(Passage.FILLED);
    } else if (NO_WORDS.contains(name) && !whole.startsWith("</")) {
      at = Math.max(at, source.indexOf("</" + name, at));
    } else if (name.equals("br")) {
      running.append(' ');
    } else if (!DRESS.contains(name) && !name.equals("code")) {
      end();
    }
  }

  /** Links with nothing between them are things to choose from and no sentence. */
  private void linkBesideLink(boolean ends) {
    if (ends) {
      lastLink = running.length();
    } else if (lastLink >= 0
        && lastLink <= running.length()
        && running.substring(lastLink).isBlank()) {
      end();
    }
  }

  /** What stands in the brackets that open here, which are passed. */
  private String inside() {
    char opens = source.charAt(at);
    char closes = opens == '(' ? ')' : '}';
    int start = ++at;
    int open = 1;
    while (at < source.length()) {
      char next = source.charAt(at);
      if (next == '"') {
        literal();
        continue;
      }
      open += next == opens ? 1 : next == closes ? -1 : 0;
      at++;
      if (open == 0) {
        break;
      }
    }
    return source.substring(start, at - 1);
  }

  private String literal() {
    int start = at++;
    while (at < source.length() && source.charAt(at) != '"') {
      at += source.charAt(at) == '\\' ? 2 : 1;
    }
    return source.substring(start, ++at);
  }

  /** Words that stand in an expression: several pieces are one sentence with values between. */
  private void apart(String expression) {
    for (String choice : expression.split("[?:,](?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1)) {
      StringBuilder said = new StringBuilder();
      int last = 0;
      Matcher literal = LITERAL.matcher(choice);
      while (literal.find()) {
        if (!choice.substring(last, literal.start()).replace("+", "").isBlank()) {
          said.append(Passage.FILLED);
        }
        said.append(literal.group(1));
        last = literal.end();
      }
      if (said.toString().contains(" ")) {
        add(said.toString());
      }
    }
  }

  private void end() {
    add(running.toString());
    running = new StringBuilder();
    lastLink = -1;
  }

  private void add(String text) {
    String plain =
        text.replace("&nbsp;", " ")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("\\n", " ");
    if (!plain.isBlank()) {
      passages.add(new Passage(where, plain));
    }
  }
}
