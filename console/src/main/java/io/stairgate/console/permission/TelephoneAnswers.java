package io.stairgate.console.permission;

import io.stairgate.console.account.Deciders;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Answers for laptops without a network, told over the telephone: the person there reads out a
 * challenge, and a person who may decide reads back the answer. Any thread may use it.
 */
public final class TelephoneAnswers {
  /** How long an answer is shown again. */
  public static final Duration SHOWN = Duration.ofMinutes(30);

  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int CHALLENGE = 8;
  private static final int ANSWER = 10;
  private static final int BITS = 5;

  private final Ground ground;
  private final Duty duty;
  private final TelephoneAnswerStore answers = new TelephoneAnswerStore();

  TelephoneAnswers(Ground ground) {
    this.ground = ground;
    this.duty = new Duty(ground);
  }

  /** Who may answer for a laptop. */
  public Deciders deciders(SettingId setting, DeviceId laptop) {
    return duty.deciders(setting, duty.laptops(setting), Set.of(laptop));
  }

  /**
   * The answer to a challenge. Asked again within 30 minutes it is shown again; a challenge is
   * answered for one kind only.
   *
   * @param challenge as it was typed: case, spaces and dashes do not matter
   * @param reason why, 10 to 500 characters
   * @return {@link PermissionOutcome.Answered} where it is given
   */
  public PermissionOutcome answer(
      SettingId setting,
      DeviceId laptop,
      String challenge,
      TelephoneKind kind,
      String reason,
      Actor.Person by) {
    Optional<String> read = normal(challenge);
    if (read.isEmpty()) {
      return new PermissionOutcome.Refused(
          "challenge",
          "The code on the laptop has 8 letters and numbers. Have it read out once more.");
    }
    String why = reason.strip();
    if (why.length() < Approval.SHORTEST_REASON || why.length() > Approval.LONGEST_REASON) {
      return new PermissionOutcome.Refused("reason", "Say why in 10 to 500 letters.");
    }
    Map<DeviceId, Laptop> known = duty.laptops(setting);
    if (!known.containsKey(laptop)) {
      return new PermissionOutcome.NotThere();
    }
    Instant now = ground.clock().instant();
    return ground
        .database()
        .durably(
            tx -> {
              SettingStore.lock(tx, setting);
              Set<DeviceId> about = Set.of(laptop);
              Optional<PermissionOutcome.Refused> refused =
                  Duty.refusal(duty.deciders(tx, setting, known, about, now), by, known, about);
              if (refused.isPresent()) {
                return refused.get();
              }
              Optional<TelephoneAnswerStore.Answered> before =
                  answers.find(tx, setting, laptop, read.get());
              if (before.isPresent()) {
                Instant until = before.get().answered().at().plus(SHOWN);
                return !before.get().kind().equals(kind.code()) || !until.isAfter(now)
                    ? new PermissionOutcome.Refused(
                        "challenge",
                        "This code was answered before. Have a new one shown on the laptop.")
                    : answered(laptop, read.get(), kind, until);
              }
              answers.insert(
                  tx,
                  setting,
                  laptop,
                  read.get(),
                  kind,
                  new Decided(Optional.of(by.account()), by.name(), now, why));
              ground
                  .audit()
                  .append(
                      tx,
                      setting,
                      by,
                      "telephone-answered",
                      "laptop:" + laptop,
                      (kind == TelephoneKind.CLOCK
                              ? "the clock is right: "
                              : "a stick for today, reading only: ")
                          + why);
              return answered(laptop, read.get(), kind, now.plus(SHOWN));
            });
  }

  private PermissionOutcome answered(
      DeviceId laptop, String challenge, TelephoneKind kind, Instant until) {
    String answer = answer(ground.telephoneSecret().apply(laptop), challenge, kind);
    return new PermissionOutcome.Answered(
        new TelephoneAnswer(
            answer.substring(0, 5) + " " + answer.substring(5),
            challenge.substring(0, 4) + " " + challenge.substring(4),
            until));
  }

  /**
   * A code as it is meant, however it was typed: case, spaces and dashes do not matter, and letters
   * that look like numbers are numbers. Empty where it is none.
   */
  static Optional<String> normal(String typed) {
    if (typed.length() > 64) {
      return Optional.empty();
    }
    String plain =
        typed
            .toUpperCase(Locale.ROOT)
            .replaceAll("[\\s\\p{Z}.\\-\u2010-\u2015]", "")
            .replace('I', '1')
            .replace('L', '1')
            .replace('O', '0');
    return plain.length() == CHALLENGE && plain.chars().allMatch(c -> ALPHABET.indexOf(c) >= 0)
        ? Optional.of(plain)
        : Optional.empty();
  }

  /** The first 50 bits of the MAC that the contract says, in ten characters. */
  static String answer(Bytes secret, String challenge, TelephoneKind kind) {
    byte[] mac = hmac(secret, "stairgate-telephone-v1\0" + kind.code() + "\0" + challenge);
    long bits = 0;
    for (int i = 0; i < 7; i++) {
      bits = (bits << 8) | (mac[i] & 0xFF);
    }
    bits >>>= (7 * 8) - (ANSWER * BITS);
    StringBuilder answer = new StringBuilder(ANSWER);
    for (int i = ANSWER - 1; i >= 0; i--) {
      answer.append(ALPHABET.charAt((int) ((bits >>> (i * BITS)) & 31)));
    }
    return answer.toString();
  }

  private static byte[] hmac(Bytes secret, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.toArray(), "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HMAC-SHA-256", e);
    }
  }
}
