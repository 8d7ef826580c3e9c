package io.stairgate.packaging.crash;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** The files of the embedded database, recorded. For addresses {@code jdbc:h2:file:record:…}. */
public final class RecordedStore extends FilePathWrapper {
  private static final AtomicReference<Recording> RECORDING = new AtomicReference<>();

  /** From now on everything goes into this record; one at a time. */
  static void into(Recording recording) {
    FilePath.register(new RecordedStore());
    RECORDING.set(recording);
  }

  private Path real() {
    return Path.of(getBase().toString());
  }

  @Override
  public String getScheme() {
    return "record";
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    Recording recording = RECORDING.get();
    Path real = real();
    return recording.does(
        () -> {
          boolean there = Files.exists(real);
          FileChannel channel = super.open(mode);
          int node = there ? recording.node(real) : recording.named(real, false);
          return new RecordedChannel(channel, recording, node, false);
        });
  }

  @Override
  public boolean createFile() {
    boolean made = super.createFile();
    if (made) {
      int node = RECORDING.get().named(real(), false);
      assert node > 0;
    }
    return made;
  }

  @Override
  public void delete() {
    boolean there = Files.exists(real());
    super.delete();
    if (there) {
      RECORDING.get().unnamed(real());
    }
  }

  @Override
  public void moveTo(FilePath target, boolean atomicReplace) {
    super.moveTo(target, atomicReplace);
    RECORDING.get().moved(real(), ((RecordedStore) target).real());
  }
}
