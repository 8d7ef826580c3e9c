package io.stairgate.packaging.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A disk that follows a record and says at any point of it what a power cut may leave.
 *
 * <p>A file that was forced has what it had then. Since then each 512 bytes of it may be in any of
 * the states they went through, each independent of the others, and so may its size: that covers
 * writes that are lost, reordered and torn, and sizes that grew without what was written. Names are
 * given and taken at once and are on the disk when their folder was forced; since then any of them
 * may be, in any order that a rename is not torn by. A forced file without a forced name is lost.
 */
final class CutDisk {
  private static final int SECTOR = 512;

  private final List<Act> acts;
  private final Map<Integer, Stored> files = new HashMap<>();
  private final Map<Place, Integer> names = new HashMap<>();
  private final Set<Integer> folders = new HashSet<>();
  private final List<Pending> pendingNames = new ArrayList<>();
  private int at;

  private record Place(int folder, String name) {}

  private record Pending(int at, Act act) {}

  /** How much the cut takes. */
  private enum Manner {
    ALL_LOST,
    ALL_KEPT,
    ALL_BUT_ONE,
    SIZES_ALONE,
    A_BEGINNING,
    ANYTHING
  }

  CutDisk(Recording recording) {
    acts = recording.acts();
    recording.atFirst().forEach((node, content) -> files.put(node, new Stored(content)));
    for (Act.Named each : recording.namesAtFirst()) {
      apply(names, each);
      note(each);
    }
  }

  /** How many acts the record has: a cut may come before each and after the last. */
  int length() {
    return acts.size();
  }

  /** Goes on to just before an act; never back. */
  void advance(int to) {
    for (; at < to; at++) {
      switch (acts.get(at)) {
        case Act.Wrote wrote -> file(wrote.node()).wrote(at, wrote.at(), wrote.bytes());
        case Act.Sized sized -> file(sized.node()).sized(at, sized.size());
        case Act.Forced forced -> file(forced.node()).forced(forced.upTo());
        case Act.FolderForced forced -> folderForced(forced);
        case Act.Named named -> {
          note(named);
          pendingNames.add(new Pending(at, named));
        }
        case Act.Moved moved -> pendingNames.add(new Pending(at, moved));
        case Act.Unnamed unnamed -> pendingNames.add(new Pending(at, unnamed));
        case Act.Said _ -> {}
      }
    }
  }

  private void note(Act.Named named) {
    if (named.isFolder()) {
      folders.add(named.node());
    }
  }

  /** What was promised up to here, in order. */
  List<Object> said() {
    List<Object> said = new ArrayList<>();
    for (Act act : acts.subList(0, at)) {
      if (act instanceof Act.Said each) {
        said.add(each.what());
      }
    }
    return said;
  }

  /** Writes one of the states a cut may leave here into an empty folder. */
  void cut(Path folder, Random random) throws IOException {
    Manner manner = Manner.values()[random.nextInt(Manner.values().length)];
    Map<Place, Integer> left = new HashMap<>(names);
    for (Pending pending : keptNames(manner, random)) {
      apply(left, pending.act());
    }
    int beginning = at - random.nextInt(40);
    write(Recording.ROOT, folder, left, manner, beginning, random);
  }

  private List<Pending> keptNames(Manner manner, Random random) {
    return switch (manner) {
      case ALL_LOST -> List.of();
      case ALL_KEPT, SIZES_ALONE -> pendingNames;
      case A_BEGINNING, ALL_BUT_ONE ->
          pendingNames.subList(0, random.nextInt(pendingNames.size() + 1));
      case ANYTHING -> pendingNames.stream().filter(each -> random.nextBoolean()).toList();
    };
  }

  private void write(
      int node, Path to, Map<Place, Integer> left, Manner manner, int beginning, Random random)
      throws IOException {
    // in the order of the names, so that a seed makes the same state again
    Map<String, Integer> here = new TreeMap<>();
    left.forEach(
        (place, inside) -> {
          if (place.folder() == node) {
            here.put(place.name(), inside);
          }
        });
    for (Map.Entry<String, Integer> each : here.entrySet()) {
      Path path = to.resolve(each.getKey());
      Stored file = files.get(each.getValue());
      if (folders.contains(each.getValue())) {
        Files.createDirectory(path);
        write(each.getValue(), path, left, manner, beginning, random);
      } else {
        Files.write(path, file == null ? new byte[0] : file.after(manner, beginning, random));
      }
    }
  }

  private void folderForced(Act.FolderForced forced) {
    List<Pending> stay = new ArrayList<>();
    for (Pending each : pendingNames) {
      if (each.at() < forced.upTo() && touches(each.act(), forced.folder())) {
        apply(names, each.act());
      } else {
        stay.add(each);
      }
    }
    pendingNames.clear();
    pendingNames.addAll(stay);
  }

  private static boolean touches(Act act, int folder) {
    return switch (act) {
      case Act.Named named -> named.folder() == folder;
      case Act.Unnamed unnamed -> unnamed.folder() == folder;
      case Act.Moved moved -> moved.folder() == folder || moved.toFolder() == folder;
      case Act.Wrote _, Act.Sized _, Act.Forced _, Act.FolderForced _, Act.Said _ -> false;
    };
  }

  private static void apply(Map<Place, Integer> to, Act act) {
    switch (act) {
      case Act.Named named -> to.put(new Place(named.folder(), named.name()), named.node());
      case Act.Unnamed unnamed -> to.remove(new Place(unnamed.folder(), unnamed.name()));
      case Act.Moved moved -> {
        to.remove(new Place(moved.folder(), moved.name()));
        to.put(new Place(moved.toFolder(), moved.toName()), moved.node());
      }
      case Act.Wrote _, Act.Sized _, Act.Forced _, Act.FolderForced _, Act.Said _ -> {}
    }
  }

  private Stored file(int node) {
    return files.computeIfAbsent(node, n -> new Stored(new byte[0]));
  }

  /** One file: what is on the disk for certain, and every state of each sector since. */
  private static final class Stored {
    private byte[] disk;
    private int diskSize;
    private byte[] live;
    private int liveSize;
    private final TreeMap<Integer, List<Version>> sectors = new TreeMap<>();
    private final List<int[]> sizes = new ArrayList<>(); // at, size

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Version(int at, byte[] bytes) {}

    Stored(byte[] content) {
      disk = content.clone();
      diskSize = content.length;
      live = content.clone();
      liveSize = content.length;
    }

    void wrote(int act, long offset, byte[] bytes) {
      int from = Math.toIntExact(offset);
      int end = from + bytes.length;
      live = room(live, end);
      System.arraycopy(bytes, 0, live, from, bytes.length);
      if (end > liveSize) {
        liveSize = end;
        sizes.add(new int[] {act, end});
      }
      for (int sector = from / SECTOR; sector * SECTOR < end; sector++) {
        version(act, sector);
      }
    }

    void sized(int act, long size) {
      int to = Math.toIntExact(size);
      live = room(live, to);
      int before = liveSize;
      if (to < before) {
        Arrays.fill(live, to, before, (byte) 0);
        for (int sector = to / SECTOR; sector * SECTOR < before; sector++) {
          version(act, sector);
        }
      }
      liveSize = to;
      sizes.add(new int[] {act, to});
    }

    private void version(int act, int sector) {
      live = room(live, (sector + 1) * SECTOR);
      byte[] copy = Arrays.copyOfRange(live, sector * SECTOR, (sector + 1) * SECTOR);
      sectors.computeIfAbsent(sector, s -> new ArrayList<>()).add(new Version(act, copy));
    }

    void forced(int upTo) {
      sectors
          .entrySet()
          .removeIf(
              each -> {
                List<Version> versions = each.getValue();
                while (!versions.isEmpty() && versions.getFirst().at() < upTo) {
                  disk = room(disk, (each.getKey() + 1) * SECTOR);
                  System.arraycopy(
                      versions.removeFirst().bytes(), 0, disk, each.getKey() * SECTOR, SECTOR);
                }
                return versions.isEmpty();
              });
      while (!sizes.isEmpty() && sizes.getFirst()[0] < upTo) {
        diskSize = sizes.removeFirst()[1];
      }
    }

    byte[] after(Manner manner, int beginning, Random random) {
      int size = size(manner, beginning, random);
      byte[] content = Arrays.copyOf(room(disk, size), size);
      int spared = manner == Manner.ALL_BUT_ONE ? random.nextInt(sectors.size() + 1) : -1;
      int index = 0;
      for (Map.Entry<Integer, List<Version>> each : sectors.entrySet()) {
        List<Version> versions = each.getValue();
        int chosen =
            switch (manner) {
              case ALL_LOST, SIZES_ALONE -> -1;
              case ALL_KEPT -> versions.size() - 1;
              case ALL_BUT_ONE -> index == spared ? versions.size() - 2 : versions.size() - 1;
              case A_BEGINNING -> upTo(versions, beginning, random);
              case ANYTHING -> random.nextInt(versions.size() + 1) - 1;
            };
        index++;
        int from = each.getKey() * SECTOR;
        if (chosen >= 0 && from < size) {
          System.arraycopy(
              versions.get(chosen).bytes(), 0, content, from, Math.min(SECTOR, size - from));
        }
      }
      return content;
    }

    /** The newest state before an act; the act itself is torn. */
    private static int upTo(List<Version> versions, int beginning, Random random) {
      int chosen = -1;
      while (chosen + 1 < versions.size() && versions.get(chosen + 1).at() < beginning) {
        chosen++;
      }
      boolean torn = chosen + 1 < versions.size() && versions.get(chosen + 1).at() == beginning;
      return torn && random.nextBoolean() ? chosen + 1 : chosen;
    }

    private int size(Manner manner, int beginning, Random random) {
      return switch (manner) {
        case ALL_LOST -> diskSize;
        case ALL_KEPT, SIZES_ALONE -> liveSize;
        case ALL_BUT_ONE -> random.nextInt(4) > 0 ? liveSize : anySize(random);
        case ANYTHING -> anySize(random);
        case A_BEGINNING -> {
          int size = diskSize;
          for (int[] each : sizes) {
            size = each[0] <= beginning ? each[1] : size;
          }
          yield size;
        }
      };
    }

    private int anySize(Random random) {
      int chosen = random.nextInt(sizes.size() + 1);
      return chosen == 0 ? diskSize : sizes.get(chosen - 1)[1];
    }

    private static byte[] room(byte[] bytes, int size) {
      return bytes.length >= size ? bytes : Arrays.copyOf(bytes, Math.max(size, bytes.length * 2));
    }
  }
}
