package io.stairgate.console.node;

import io.stairgate.console.device.DeviceId;
import io.stairgate.console.live.Live.Topic;
import io.stairgate.console.setting.SettingId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * What one console tells the others: where to look, never what stands there. Said again, a word
 * does no harm.
 */
public sealed interface NodeWord {
  /** Something of a setting changed. */
  record Changed(SettingId setting, Topic topic) implements NodeWord {}

  /** A laptop has a newer policy. */
  record Policy(DeviceId device) implements NodeWord {}

  /** A laptop has a newer list of what it may open. */
  record Permissions(DeviceId device) implements NodeWord {}

  /** A laptop may not be listened to any more. */
  record Banned(DeviceId device) implements NodeWord {}

  /**
   * A laptop said hello to the console that says so: a stream of it elsewhere is an old one, or a
   * copy's.
   *
   * @param bootId as the laptop says it; may be empty
   */
  record Hello(DeviceId device, String bootId) implements NodeWord {}

  /** A stream of a laptop is open at the console that says so. */
  record Here(DeviceId device) implements NodeWord {}

  /** No stream of a laptop is open any more at the console that says so. */
  record Left(DeviceId device) implements NodeWord {}

  /** The console that says so is alive. */
  record Alive() implements NodeWord {}

  /** The console that says so wants to hear who is connected where. */
  record WhoIsThere() implements NodeWord {}

  /** The console that says so stops. */
  record Gone() implements NodeWord {}

  /** As it is said: printable ASCII, fields with a space between them. */
  default String text() {
    return switch (this) {
      case Changed(SettingId setting, Topic topic) -> "changed " + setting + " " + topic.name();
      case Policy(DeviceId device) -> "policy " + device;
      case Permissions(DeviceId device) -> "permissions " + device;
      case Banned(DeviceId device) -> "banned " + device;
      case Hello(DeviceId device, String bootId) ->
          "hello "
              + device
              + " "
              // A laptop may say anything here.
              + Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(bootId.getBytes(StandardCharsets.UTF_8));
      case Here(DeviceId device) -> "here " + device;
      case Left(DeviceId device) -> "left " + device;
      case Alive() -> "alive";
      case WhoIsThere() -> "who";
      case Gone() -> "gone";
    };
  }

  /** Reads what another console said; empty for what only a newer version knows. */
  static Optional<NodeWord> read(String text) {
    String[] fields = text.split(" ", -1);
    try {
      return switch (fields[0] + " " + (fields.length - 1)) {
        case "changed 2" ->
            Optional.of(
                new Changed(new SettingId(UUID.fromString(fields[1])), Topic.valueOf(fields[2])));
        case "policy 1" -> Optional.of(new Policy(device(fields[1])));
        case "permissions 1" -> Optional.of(new Permissions(device(fields[1])));
        case "banned 1" -> Optional.of(new Banned(device(fields[1])));
        case "hello 2" ->
            Optional.of(
                new Hello(
                    device(fields[1]),
                    new String(Base64.getUrlDecoder().decode(fields[2]), StandardCharsets.UTF_8)));
        case "here 1" -> Optional.of(new Here(device(fields[1])));
        case "left 1" -> Optional.of(new Left(device(fields[1])));
        case "alive 0" -> Optional.of(new Alive());
        case "who 0" -> Optional.of(new WhoIsThere());
        case "gone 0" -> Optional.of(new Gone());
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static DeviceId device(String text) {
    return new DeviceId(UUID.fromString(text));
  }
}
