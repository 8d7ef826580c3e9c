package io.stairgate.packaging.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Everything that is done to one folder of real files, and what was promised meanwhile, in order.
 * What is in the folder at the beginning counts as on the disk. Any thread may call any method.
 */
final class Recording {
  /** The folder itself. */
  static final int ROOT = 0;

  private final Path root;
  private final Forgets forgets;
  private final Map<Path, Integer> nodes = new HashMap<>();
  private final List<Act> acts = new ArrayList<>();
  private final Map<Integer, byte[]> atFirst = new HashMap<>();
  private final List<Act.Named> namesAtFirst = new ArrayList<>();
  private int nextNode = ROOT + 1;

  /** A program that leaves something out, for the proof that this is noticed. */
  enum Forgets {
    NOTHING,
    /** No file is ever forced. */
    FILES,
    /** No folder is ever forced. */
    FOLDERS
  }

  Recording(Path root, Forgets forgets) throws IOException {
    this.root = root.toAbsolutePath().normalize();
    this.forgets = forgets;
    nodes.put(this.root, ROOT);
    List<Path> there;
    try (Stream<Path> all = Files.walk(this.root)) {
      there = all.filter(each -> !each.equals(this.root)).sorted().toList();
    }
    for (Path each : there) {
      int node = nextNode++;
      nodes.put(each, node);
      namesAtFirst.add(new Act.Named(folderOf(each), nameOf(each), node, Files.isDirectory(each)));
      if (!Files.isDirectory(each)) {
        atFirst.put(node, Files.readAllBytes(each));
      }
    }
  }

  /** Something that may fail half-way. */
  interface Doing<T> {
    T run() throws IOException;
  }

  /** Does something and notes it, with nothing else noted in between. */
  synchronized <T> T does(Doing<T> doing) throws IOException {
    return doing.run();
  }

  synchronized void note(Act act) {
    acts.add(act);
  }

  /** Notes a promise. */
  void said(Object what) {
    note(new Act.Said(what));
  }

  /** The place in the record that comes next. */
  synchronized int size() {
    return acts.size();
  }

  synchronized List<Act> acts() {
    return List.copyOf(acts);
  }

  Map<Integer, byte[]> atFirst() {
    return atFirst;
  }

  List<Act.Named> namesAtFirst() {
    return namesAtFirst;
  }

  synchronized int node(Path path) {
    return nodes.getOrDefault(path.toAbsolutePath().normalize(), -1);
  }

  synchronized int named(Path path, boolean isFolder) {
    Path real = path.toAbsolutePath().normalize();
    int node = nextNode++;
    nodes.put(real, node);
    acts.add(new Act.Named(folderOf(real), nameOf(real), node, isFolder));
    return node;
  }

  synchronized void moved(Path from, Path to) {
    Path source = from.toAbsolutePath().normalize();
    Path target = to.toAbsolutePath().normalize();
    int node = nodes.getOrDefault(source, -1);
    Map<Path, Integer> inside = new HashMap<>();
    nodes.forEach(
        (path, each) -> {
          if (path.startsWith(source)) {
            inside.put(path, each);
          }
        });
    inside.keySet().forEach(nodes::remove);
    inside.forEach((path, each) -> nodes.put(target.resolve(source.relativize(path)), each));
    acts.add(
        new Act.Moved(folderOf(source), nameOf(source), folderOf(target), nameOf(target), node));
  }

  synchronized void unnamed(Path path) {
    Path real = path.toAbsolutePath().normalize();
    nodes.remove(real);
    acts.add(new Act.Unnamed(folderOf(real), nameOf(real)));
  }

  /**
   * Notes that a file was forced.
   *
   * @param upTo the place in the record when the forcing began
   */
  void forced(int node, int upTo) {
    if (forgets != Forgets.FILES) {
      note(new Act.Forced(node, upTo));
    }
  }

  /** Notes that a folder was forced. */
  void folderForced(int node, int upTo) {
    if (forgets != Forgets.FOLDERS) {
      note(new Act.FolderForced(node, upTo));
    }
  }

  private int folderOf(Path path) {
    return nodes.getOrDefault(path.getParent(), -1);
  }

  private static String nameOf(Path path) {
    return String.valueOf(path.getFileName());
  }
}
