package io.stairgate.agent.control;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who uses this laptop, and who of them read which notice when. A value; at most {@value #MOST}
 * accounts: the one not seen for longest gives its place.
 *
 * @param accounts by account name
 */
public record NoticeReads(Map<String, Reader> accounts) {
  /** The most accounts that are kept. */
  public static final int MOST = 64;

  /** Nobody is known. */
  public static final NoticeReads NONE = new NoticeReads(Map.of());

  /** Who was not seen for so long counts no more. */
  private static final Duration FORGOTTEN = Duration.ofDays(60);

  /**
   * One account.
   *
   * @param seen the last day on which it was signed in
   * @param notice the notice that was read last; empty: none
   * @param at when
   */
  public record Reader(LocalDate seen, String notice, Instant at) {}

  public NoticeReads {
    accounts = Map.copyOf(accounts);
  }

  /** The same, with an account that is signed in now. Root is nobody who reads notices. */
  public NoticeReads seen(String account, Instant now) {
    if (account.equals("root") || !account.matches("[^\\s]{1,64}")) {
      return this;
    }
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    Reader before = accounts.get(account);
    if (before != null && before.seen().equals(today)) {
      return this;
    }
    return with(
        account,
        before == null
            ? new Reader(today, "", Instant.EPOCH)
            : new Reader(today, before.notice(), before.at()));
  }

  /** The same, with an account that read a notice now. */
  public NoticeReads read(String account, String notice, Instant now) {
    return account.matches("[^\\s]{1,64}")
        ? with(account, new Reader(LocalDate.ofInstant(now, ZoneOffset.UTC), notice, now))
        : this;
  }

  private NoticeReads with(String account, Reader reader) {
    Map<String, Reader> more = new TreeMap<>(accounts);
    more.put(account, reader);
    if (more.size() > MOST) {
      more.entrySet().stream()
          .min(Map.Entry.comparingByValue((a, b) -> a.seen().compareTo(b.seen())))
          .map(Map.Entry::getKey)
          .ifPresent(more::remove);
    }
    return new NoticeReads(more);
  }

  /** The accounts that count, each with whether it has read {@code notice} not too long ago. */
  public Map<String, Boolean> standing(String notice, Duration again, Instant now) {
    LocalDate earliest = LocalDate.ofInstant(now.minus(FORGOTTEN), ZoneOffset.UTC);
    Map<String, Boolean> standing = new TreeMap<>();
    accounts.forEach(
        (account, reader) -> {
          if (!reader.seen().isBefore(earliest)) {
            standing.put(
                account, reader.notice().equals(notice) && now.isBefore(reader.at().plus(again)));
          }
        });
    return standing;
  }

  /** When an account read its last notice. */
  public Optional<Instant> readAt(String account) {
    return Optional.ofNullable(accounts.get(account))
        .filter(reader -> !reader.notice().isEmpty())
        .map(Reader::at);
  }

  /** Lines for the disk. */
  public String text() {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(accounts)
        .forEach(
            (account, reader) ->
                text.append(account)
                    .append(' ')
                    .append(reader.seen().toEpochDay())
                    .append(' ')
                    .append(reader.notice().isEmpty() ? "-" : reader.notice())
                    .append(' ')
                    .append(reader.at().getEpochSecond())
                    .append('\n'));
    return text.toString();
  }

  /** What {@link #text} wrote; a line that is something else counts as nothing. */
  public static NoticeReads of(String text) {
    Map<String, Reader> accounts = new TreeMap<>();
    for (String line : text.lines().limit(MOST).toList()) {
      String[] words = line.split(" ", 5);
      if (words.length == 4
          && words[0].length() <= 64
          && words[1].matches("[0-9]{1,6}")
          && words[2].matches("-|[0-9a-f]{16}")
          && words[3].matches("[0-9]{1,11}")) {
        accounts.put(
            words[0],
            new Reader(
                LocalDate.ofEpochDay(Long.parseLong(words[1])),
                words[2].equals("-") ? "" : words[2],
                Instant.ofEpochSecond(Long.parseLong(words[3]))));
      }
    }
    return new NoticeReads(accounts);
  }
}
