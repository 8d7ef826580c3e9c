package io.stairgate.console.permission;

import io.stairgate.console.device.DeviceId;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Suggested terms as one column keeps them: a line each, the reason last. */
final class ProposedTerms {
  private static final int LINES = 9;

  private ProposedTerms() {}

  static String write(Approval approval) {
    return String.join(
        "\n",
        approval.laptops().stream()
            .map(DeviceId::toString)
            .sorted()
            .collect(Collectors.joining(",")),
        switch (approval.ends()) {
          case Ends.Today _ -> "today";
          case Ends.SevenDays _ -> "seven-days";
          case Ends.LastDay(LocalDate day) -> day.toString();
        },
        String.valueOf(approval.readOnly()),
        String.valueOf(approval.encryptedOnly()),
        String.valueOf(approval.onlyWhoAsked()),
        approval.owner().code(),
        String.valueOf(approval.acceptNotFullyScanned()),
        String.valueOf(approval.weakAccepted()),
        approval.reason());
  }

  /** What was written; empty where it cannot be read any more. */
  static Optional<Approval> read(String text) {
    List<String> lines = Arrays.asList(text.split("\n", LINES));
    if (lines.size() < LINES) {
      return Optional.empty();
    }
    try {
      Set<DeviceId> laptops =
          Arrays.stream(lines.getFirst().split(","))
              .filter(each -> !each.isEmpty())
              .map(each -> new DeviceId(UUID.fromString(each)))
              .collect(Collectors.toSet());
      return Optional.of(
          new Approval(
              laptops,
              switch (lines.get(1)) {
                case "today" -> new Ends.Today();
                case "seven-days" -> new Ends.SevenDays();
                default -> new Ends.LastDay(LocalDate.parse(lines.get(1)));
              },
              Boolean.parseBoolean(lines.get(2)),
              Boolean.parseBoolean(lines.get(3)),
              Boolean.parseBoolean(lines.get(4)),
              Owner.of(lines.get(5)).orElse(Owner.UNKNOWN),
              Boolean.parseBoolean(lines.get(6)),
              Boolean.parseBoolean(lines.get(7)),
              lines.get(8)));
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }
}
