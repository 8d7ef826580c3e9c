package io.stairgate.console.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Whatever file is given to be put back: it is a whole backup, or one sentence says it is not. */
class BackupFuzzTest {
  private static final String FOR = "30s";

  /** A busy computer may take seconds for what is quick; what never ends takes longer. */
  private static final Duration SOON = Duration.ofMinutes(1);

  /** A lock's header may ask for a lot of work; whoever gives the file waits for it. */
  private static final int QUICK_MEMORY_KIB = 64;

  private static final BackupReader.Visitor TAKES_ALL =
      new BackupReader.Visitor() {
        @Override
        public void about(About about) {
          assertThat(about.tables()).isNotNull();
        }

        @Override
        public void table(Table table, Iterator<Row> rows) {
          rows.forEachRemaining(row -> assertThat(row).isNotNull());
        }

        @Override
        public void key(String name, byte[] content) {
          assertThat(name).isNotEmpty();
        }
      };

  private static void read(byte[] zip) {
    assertTimeout(
        SOON,
        () -> {
          try {
            var _ = BackupReader.read(new ByteArrayInputStream(zip), zip.length, TAKES_ALL);
          } catch (BackupException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
          }
        });
  }

  @FuzzTest(maxDuration = FOR)
  void archives(byte[] data) {
    read(data);
  }

  /** The same past the compression: parts between lines of their own, each its name and content. */
  @FuzzTest(maxDuration = FOR)
  void parts_of_archives(byte[] data) throws IOException {
    ByteArrayOutputStream made = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(made)) {
      for (String part : new String(data, StandardCharsets.UTF_8).split("\n====\n", 8)) {
        int end = part.indexOf('\n');
        zip.putNextEntry(new ZipEntry(end < 0 ? BackupWriter.ABOUT : part.substring(0, end)));
        zip.write(part.substring(end + 1).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    } catch (IOException | IllegalArgumentException e) {
      return; // no zip has two parts of one name, or a name that long
    }
    read(made.toByteArray());
  }

  @FuzzTest(maxDuration = FOR)
  void locked_files(byte[] data) {
    byte[] file = data.clone();
    int magic = BackupLock.MAGIC.length;
    System.arraycopy(BackupLock.MAGIC, 0, file, 0, Math.min(magic, file.length));
    if (file.length >= magic + 2 * Integer.BYTES) {
      ByteBuffer strength = ByteBuffer.wrap(file);
      boolean much =
          strength.getInt(magic) > QUICK_MEMORY_KIB || strength.getInt(magic + Integer.BYTES) > 2;
      if (much) {
        strength.putInt(magic, 8).putInt(magic + Integer.BYTES, 1);
      }
    }
    assertTimeout(
        SOON,
        () -> {
          try (InputStream opened =
              BackupLock.opened(new ByteArrayInputStream(file), "quiet lemon harbour")) {
            byte[] all = opened.readAllBytes();
            assertThat(all.length).isLessThan(Math.max(1, file.length));
          } catch (IOException | BackupException e) {
            assertThat(Arrays.asList(e.getStackTrace())).isNotEmpty();
          }
        });
  }
}
