package io.stairgate.agent.event;

/**
 * One fact that proves a finding.
 *
 * @param key what it is about, at most 128 characters, for example {@code file system /home}
 * @param value what was seen, at most 512 characters, for example {@code dm-crypt LUKS2}
 */
public record Evidence(String key, String value) {
  public Evidence {
    key = Text.clean(key, 128);
    value = Text.clean(value, 512);
  }
}
