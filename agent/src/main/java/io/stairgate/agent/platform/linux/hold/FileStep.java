package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A whole file of ours with exact bytes, mode and owner (root). Folders on the way are made and,
 * where they are empty again, removed with it. A link at its place is refused. Written whole or not
 * at all.
 */
public final class FileStep implements Step {
  private static final String ID = "file:";

  private final RootFiles files;
  private final String path;
  private final Words words;
  private final Optional<FileState.Present> wanted;

  private FileStep(RootFiles files, String path, Words words, Optional<FileState.Present> wanted) {
    this.files = files;
    this.path = path;
    this.words = words;
    this.wanted = wanted;
  }

  /**
   * A file of root's.
   *
   * @param path absolute, at most 190 printable ASCII characters
   * @param text what it holds
   * @param mode permissions, for example {@code 0644}
   */
  public FileStep(RootFiles files, String path, String text, int mode, Words words) {
    this(
        files,
        path,
        words,
        Optional.of(
            new FileState.Present(
                mode, 0, 0, Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8)))));
  }

  /** A step of the record, only to be put back; empty where the id is none of a file. */
  static Optional<Step> again(RootFiles files, String id) {
    return id.startsWith(ID + "/")
        ? Optional.of(
            new FileStep(
                files,
                id.substring(ID.length()),
                new Words("a file of the system", "as before", "A file will be put back."),
                Optional.empty()))
        : Optional.empty();
  }

  @Override
  public String id() {
    return ID + path;
  }

  @Override
  public String what() {
    return words.what();
  }

  @Override
  public String expected() {
    return words.expected();
  }

  @Override
  public String sentence() {
    return words.sentence();
  }

  @Override
  public String found() {
    try {
      return switch (FileState.read(files, path)) {
        case FileState.Absent absent -> "not set";
        case FileState.Present present when wanted.filter(present::equals).isPresent() ->
            words.expected();
        case FileState.Present present -> "set differently";
      };
    } catch (HoldException e) {
      return "not readable";
    }
  }

  @Override
  public boolean done() {
    try {
      return wanted.isPresent() && FileState.read(files, path).equals(wanted.get());
    } catch (HoldException e) {
      return false;
    }
  }

  @Override
  public String before() throws HoldException {
    return FileState.read(files, path).text();
  }

  @Override
  public String aim() {
    return wanted.map(FileState::text).orElse("");
  }

  @Override
  public void make() throws HoldException {
    if (wanted.isPresent()) {
      FileState.read(files, path); // refuses a link
      wanted.get().put(files, path);
    }
  }

  @Override
  public void putBack(String before) throws HoldException {
    FileState.parse(before).put(files, path);
  }
}
