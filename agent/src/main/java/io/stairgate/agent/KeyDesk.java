package io.stairgate.agent;

import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.control.DiskKeys;
import io.stairgate.agent.control.KeptKeys;
import io.stairgate.agent.control.Messenger;
import io.stairgate.agent.control.Notice;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.event.Occurrence;
import io.stairgate.agent.event.RecoveryKeyEvent;
import io.stairgate.agent.event.RecoveryKeyStep;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.identity.Identity;
import io.stairgate.agent.journal.Journal;
import io.stairgate.agent.local.Json;
import io.stairgate.agent.local.Question;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RuleSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Recovery keys of this laptop's disks: asks a person once for the passphrase, has a key made,
 * sends it sealed, and takes it away again where the console does not take it. A key is noted
 * before anything is told of it, so that a crash leaves no key behind that nobody knows of. Any
 * thread.
 *
 * <p>Over 300 lines because asking, making, sending and taking away are one account of what is
 * still open, and each failure has to leave it right.
 */
final class KeyDesk {
  private static final Logger LOG = Logger.getLogger(KeyDesk.class.getName());
  private static final Duration ONLINE = Duration.ofMinutes(10);
  private static final Duration OFFLINE = Duration.ofHours(24);
  private static final Duration ASK_AGAIN = Duration.ofHours(24);

  /**
   * What it needs.
   *
   * @param disks the disks
   * @param notes where it notes the keys
   * @param record keeps an occurrence; the second is run when it is on the disk
   * @param journal the journal, once it is open
   * @param connectedSince since when there is a link
   * @param identity who this laptop is
   * @param policy the rules
   * @param signedIn who is signed in
   * @param owner the account the service runs as
   * @param messenger tells people
   * @param changed asks for a check soon
   */
  record Parts(
      DiskKeys disks,
      DataDirectory notes,
      BiConsumer<Occurrence, Runnable> record,
      Supplier<Optional<Journal>> journal,
      Supplier<Optional<Instant>> connectedSince,
      Supplier<Optional<Identity>> identity,
      Supplier<Policy> policy,
      Predicate<String> signedIn,
      String owner,
      Messenger messenger,
      Runnable changed,
      InstantSource clock) {}

  private final Parts parts;
  private Instant askedAt = Instant.MIN; // guarded by this

  KeyDesk(Parts parts) {
    this.parts = parts;
  }

  /** Looks after the keys, on a thread of its own where something is to be taken away. */
  void look() {
    if (!settings().escrow() && KeptKeys.read(parts.notes().path()).keys().isEmpty()) {
      return;
    }
    Thread thread = new Thread(this::guarded, "keys");
    thread.setDaemon(true);
    thread.start();
  }

  private void guarded() {
    try {
      lookNow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.WARNING, "Recovery keys could not be looked after: {0}", e.toString());
    }
  }

  private RuleSettings.Encryption settings() {
    return parts
        .policy()
        .get()
        .settings(Rule.ENCRYPTION, RuleSettings.Encryption.class, RuleSettings.Encryption.DEFAULT);
  }

  synchronized void lookNow() throws IOException, InterruptedException {
    KeptKeys before = KeptKeys.read(parts.notes().path());
    boolean wanted = settings().escrow() && parts.identity().get().isPresent();
    if (!wanted && before.keys().isEmpty()) {
      return;
    }
    List<DiskKeys.Volume> volumes = parts.disks().volumes();
    List<KeptKeys.Kept> keys = new ArrayList<>();
    for (KeptKeys.Kept key : before.keys()) {
      looked(key, volumes).ifPresent(keys::add);
    }
    for (DiskKeys.Volume volume : volumes) {
      sweep(volume, keys);
    }
    keys = withoutReplaced(keys, volumes);
    List<String> missing = missing(volumes, keys);
    KeptKeys after = new KeptKeys(keys, missing.size());
    if (!after.equals(before)) {
      note(after);
      parts.changed().run();
    }
    if (wanted && !missing.isEmpty() && keys.stream().allMatch(KeptKeys.Kept::kept)) {
      ask();
    }
  }

  /** What became of a key; empty where it is no more. */
  private Optional<KeptKeys.Kept> looked(KeptKeys.Kept key, List<DiskKeys.Volume> volumes)
      throws InterruptedException {
    Optional<DiskKeys.Volume> volume =
        volumes.stream().filter(each -> each.hash().equals(key.volume())).findFirst();
    if (volume.isPresent() && !volume.get().keys().contains(key.keyId())) {
      if (key.kept()) {
        tell(key, volume.get().words(), RecoveryKeyStep.VANISHED, "vanished");
      }
      var _ = parts.disks().remove(key.keyId()); // our note of it and its mark
      return Optional.empty();
    }
    if (key.kept()) {
      return Optional.of(key);
    }
    if (acknowledged(key)) {
      return Optional.of(
          new KeptKeys.Kept(
              key.keyId(),
              key.volume(),
              key.slot(),
              key.madeAt(),
              key.through(),
              key.epoch(),
              key.setting(),
              true));
    }
    Instant now = parts.clock().instant();
    boolean online =
        parts
            .connectedSince()
            .get()
            .filter(at -> later(at, key.madeAt()).plus(ONLINE).isBefore(now))
            .isPresent();
    if (!online && key.madeAt().plus(OFFLINE).isAfter(now)) {
      return Optional.of(key);
    }
    if (parts.disks().remove(key.keyId()).isPresent()) {
      return Optional.of(key); // tried again
    }
    tell(
        key,
        volume.map(DiskKeys.Volume::words).orElse("a disk"),
        RecoveryKeyStep.REMOVED,
        "not-acknowledged");
    return Optional.empty();
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private boolean acknowledged(KeptKeys.Kept key) {
    Optional<Journal> journal = parts.journal().get();
    return key.through() > 0
        && journal.isPresent()
        && journal.get().epoch().equals(key.epoch())
        && journal.get().acknowledged() >= key.through();
  }

  /** Takes away what a crash left: keys that are noted nowhere, or were never finished. */
  private void sweep(DiskKeys.Volume volume, List<KeptKeys.Kept> keys) throws InterruptedException {
    List<String> lost = new ArrayList<>(volume.unfinished());
    for (String keyId : volume.keys()) {
      if (keys.stream().noneMatch(key -> key.keyId().equals(keyId))) {
        lost.add(keyId);
      }
    }
    for (String keyId : lost) {
      var _ = parts.disks().remove(keyId);
    }
  }

  /** An older key goes once a newer one of the same volume is kept. */
  private List<KeptKeys.Kept> withoutReplaced(
      List<KeptKeys.Kept> keys, List<DiskKeys.Volume> volumes) throws InterruptedException {
    List<KeptKeys.Kept> left = new ArrayList<>();
    for (KeptKeys.Kept key : keys) {
      boolean replaced =
          keys.stream()
              .anyMatch(
                  other ->
                      other.kept()
                          && other.volume().equals(key.volume())
                          && other.madeAt().isAfter(key.madeAt()));
      if (replaced && parts.disks().remove(key.keyId()).isEmpty()) {
        String words =
            volumes.stream()
                .filter(each -> each.hash().equals(key.volume()))
                .map(DiskKeys.Volume::words)
                .findFirst()
                .orElse("a disk");
        tell(key, words, RecoveryKeyStep.REMOVED, "replaced");
      } else {
        left.add(key);
      }
    }
    return left;
  }

  /** The volumes that have no key the console keeps and may still be used. */
  private List<String> missing(List<DiskKeys.Volume> volumes, List<KeptKeys.Kept> keys) {
    Optional<Instant> madeBefore = settings().replaceMadeBefore();
    String setting = setting();
    return volumes.stream()
        .map(DiskKeys.Volume::hash)
        .filter(hash -> !hash.isEmpty())
        .filter(
            hash ->
                keys.stream()
                    .noneMatch(
                        key ->
                            key.volume().equals(hash)
                                && key.kept()
                                && key.setting().equals(setting)
                                && madeBefore.filter(at -> key.madeAt().isBefore(at)).isEmpty()))
        .toList();
  }

  private String setting() {
    return parts.identity().get().map(Identity::recoveryKey).map(KeyDesk::hash).orElse("-");
  }

  private static String hash(Bytes key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.toArray());
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  private void tell(KeptKeys.Kept key, String words, RecoveryKeyStep step, String reason) {
    parts
        .record()
        .accept(
            new RecoveryKeyEvent(
                key.keyId(), key.volume(), words, key.slot(), step, Optional.empty(), reason),
            () -> {});
  }

  private void ask() {
    Instant now = parts.clock().instant();
    if (askedAt.equals(Instant.MIN) || askedAt.plus(ASK_AGAIN).isBefore(now)) {
      askedAt = now;
      parts
          .messenger()
          .tell(
              new Notice(
                  "recovery-key",
                  "A spare key for this laptop",
                  "If the passphrase you type when this laptop starts is ever forgotten, its files"
                      + " are lost. Your setting keeps a spare key, which two people together can"
                      + " use. To make it you need that passphrase once.",
                  false,
                  "",
                  "recovery-key"));
    }
  }

  /** How it stands, and what a person needs to know before they type a passphrase. */
  synchronized String about() {
    if (!settings().escrow()) {
      return Json.problem("Your setting does not ask for a recovery key.");
    }
    List<DiskKeys.Volume> volumes = parts.disks().volumes();
    KeptKeys noted = KeptKeys.read(parts.notes().path());
    List<String> lines = new ArrayList<>();
    for (KeptKeys.Kept key : noted.keys()) {
      lines.add(
          key.kept()
              ? "The console keeps the recovery key %s since %s."
                  .formatted(spoken(key.keyId()), key.madeAt().toString().substring(0, 10))
              : "The recovery key %s waits for the console.".formatted(spoken(key.keyId())));
    }
    if (volumes.isEmpty()) {
      lines.add("This laptop has no encrypted disk.");
    } else if (missing(volumes, noted.keys()).isEmpty()) {
      lines.add("Every encrypted disk of this laptop has a recovery key.");
    } else {
      lines.add("No recovery key is kept yet for " + words(volumes, noted.keys()) + ".");
    }
    return Json.lines(lines);
  }

  private String words(List<DiskKeys.Volume> volumes, List<KeptKeys.Kept> keys) {
    List<String> missing = missing(volumes, keys);
    return String.join(
        ", ",
        volumes.stream()
            .filter(each -> missing.contains(each.hash()))
            .map(DiskKeys.Volume::words)
            .toList());
  }

  static String spoken(String keyId) {
    return keyId.substring(0, 4) + " " + keyId.substring(4);
  }

  /** A person typed the passphrase. */
  String answer(Question question) {
    String account = question.account();
    if (!account.equals("root")
        && !account.equals(parts.owner())
        && !parts.signedIn().test(account)) {
      return Json.problem("Only a person who is signed in at this laptop can do this.");
    }
    if (!settings().escrow()) {
      return Json.problem("Your setting does not ask for a recovery key.");
    }
    byte[] passphrase = question.word("passphrase").getBytes(StandardCharsets.UTF_8);
    try {
      return add(passphrase);
    } catch (IOException e) {
      return Json.problem("The laptop's disk takes nothing. Make space, then try again.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Json.problem("The agent is stopping. Try again in a minute.");
    } finally {
      Arrays.fill(passphrase, (byte) 0);
    }
  }

  private synchronized String add(byte[] passphrase) throws IOException, InterruptedException {
    KeptKeys noted = KeptKeys.read(parts.notes().path());
    List<DiskKeys.Volume> volumes = parts.disks().volumes();
    List<String> missing =
        missing(volumes, noted.keys()).stream()
            .filter(
                hash ->
                    noted.keys().stream()
                        .noneMatch(key -> key.volume().equals(hash) && !key.kept()))
            .toList();
    if (missing.isEmpty()) {
      return Json.problem(
          volumes.isEmpty()
              ? "This laptop has no encrypted disk."
              : "This laptop has its recovery key already, or it is on its way to the console.");
    }
    DiskKeys.Added added = parts.disks().add(missing, passphrase);
    if (added.made().isEmpty()) {
      return Json.problem(added.problem());
    }
    List<String> lines = new ArrayList<>();
    List<KeptKeys.Kept> keys = new ArrayList<>(noted.keys());
    for (DiskKeys.Made made : added.made()) {
      keys.add(
          new KeptKeys.Kept(
              made.keyId(),
              made.volume(),
              made.slot(),
              parts.clock().instant(),
              0,
              "-",
              setting(),
              false));
      lines.add(
          "A recovery key for %s was made and opens it: %s."
              .formatted(made.words(), spoken(made.keyId())));
    }
    note(new KeptKeys(keys, Math.max(1, missing.size())));
    for (DiskKeys.Made made : added.made()) {
      parts
          .record()
          .accept(
              new RecoveryKeyEvent(
                  made.keyId(),
                  made.volume(),
                  made.words(),
                  made.slot(),
                  RecoveryKeyStep.ADDED,
                  Optional.of(made.sealed()),
                  noted.keys().isEmpty() ? "asked" : "replaced"),
              () -> written(made.keyId()));
    }
    lines.add(
        "Nobody can read it from here. It goes to your setting's console, where two people"
            + " together can use it.");
    return Json.lines(lines);
  }

  /** The entry is in the journal: from its number on the console's word for it can be told. */
  private synchronized void written(String keyId) {
    Optional<Journal> journal = parts.journal().get();
    if (journal.isEmpty()) {
      return; // not without one; it is then taken away in time
    }
    KeptKeys noted = KeptKeys.read(parts.notes().path());
    List<KeptKeys.Kept> keys = new ArrayList<>();
    for (KeptKeys.Kept key : noted.keys()) {
      keys.add(
          key.keyId().equals(keyId)
              ? new KeptKeys.Kept(
                  key.keyId(),
                  key.volume(),
                  key.slot(),
                  key.madeAt(),
                  journal.get().nextSequence() - 1,
                  journal.get().epoch(),
                  key.setting(),
                  false)
              : key);
    }
    try {
      note(new KeptKeys(keys, noted.missing()));
      parts.changed().run();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "A recovery key could not be noted: {0}", e.getMessage());
    }
  }

  private void note(KeptKeys keys) throws IOException {
    parts.notes().write(KeptKeys.file(), keys.text().getBytes(StandardCharsets.US_ASCII));
  }
}
