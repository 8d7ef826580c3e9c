package io.stairgate.console.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.live.Live;
import io.stairgate.console.setting.SettingId;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeWordTest {
  private static final DeviceId LAPTOP = new DeviceId(UUID.randomUUID());

  @Test
  void every_word_is_read_as_it_was_said() {
    List<NodeWord> all =
        List.of(
            new NodeWord.Changed(new SettingId(UUID.randomUUID()), Live.Topic.ALERTS),
            new NodeWord.Policy(LAPTOP),
            new NodeWord.Permissions(LAPTOP),
            new NodeWord.Banned(LAPTOP),
            new NodeWord.Hello(LAPTOP, "a boot\nand\u0000 \u00e9"),
            new NodeWord.Hello(LAPTOP, ""),
            new NodeWord.Here(LAPTOP),
            new NodeWord.Left(LAPTOP),
            new NodeWord.Alive(),
            new NodeWord.WhoIsThere(),
            new NodeWord.Gone());
    assertThat(all.stream().map(NodeWord::getClass).distinct())
        .as("every kind of word")
        .containsExactlyInAnyOrder(kinds());
    assertThat(all).allSatisfy(word -> assertThat(NodeWord.read(word.text())).contains(word));
  }

  @Test
  void a_boot_id_of_the_greatest_length_fits_into_a_word() {
    assertThat(new NodeWord.Hello(LAPTOP, "\u20ac".repeat(64)).text().length())
        .isLessThanOrEqualTo(io.stairgate.console.database.Signals.MOST_LETTERS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "later 1 2", "policy", "policy nobody", "changed x ALERTS", "hello x y z"})
  void what_only_a_newer_version_knows_is_left_aside(String word) {
    assertThat(NodeWord.read(word)).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static Class<? extends NodeWord>[] kinds() {
    return (Class<? extends NodeWord>[]) NodeWord.class.getPermittedSubclasses();
  }
}
