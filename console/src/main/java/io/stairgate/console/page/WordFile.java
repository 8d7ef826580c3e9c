package io.stairgate.console.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/** The files beside the pages in which words stand by name. */
final class WordFile {
  private WordFile() {}

  /**
   * Reads one.
   *
   * @param name of the file, without its ending
   * @return the words by name, without blanks around them
   */
  static Map<String, String> read(String name) {
    Properties file = new Properties();
    try (InputStream in =
        Objects.requireNonNull(WordFile.class.getResourceAsStream(name + ".properties"), name)) {
      file.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file.stringPropertyNames().stream()
        .collect(Collectors.toUnmodifiableMap(key -> key, key -> file.getProperty(key).strip()));
  }
}
