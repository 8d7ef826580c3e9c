package io.stairgate.packaging.load;

import io.stairgate.console.policy.Rule;
import io.stairgate.proto.v1.AgentAction;
import io.stairgate.proto.v1.AgentEvent;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.Evidence;
import io.stairgate.proto.v1.Finding;
import io.stairgate.proto.v1.FindingState;
import io.stairgate.proto.v1.Hardware;
import io.stairgate.proto.v1.Hold;
import io.stairgate.proto.v1.IdentityStrength;
import io.stairgate.proto.v1.MediaAction;
import io.stairgate.proto.v1.MediaEvent;
import io.stairgate.proto.v1.Medium;
import io.stairgate.proto.v1.MediumKind;
import io.stairgate.proto.v1.Posture;
import io.stairgate.proto.v1.Stage;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/**
 * What happens on one laptop, in the shape of the contract: complete checks in which one rule
 * changed, sticks that come and go, and the agent's own news. The laptop's lock guards it.
 */
final class Happenings {
  /** Kinds, with how many of 20 they are. */
  enum Kind {
    /** A rule is met that was not, or the other way round. */
    POSTURE(7),
    /** A stick was plugged in and shut out. */
    STICK(4),
    /** A stick was taken out. */
    STICK_OUT(4),
    /** The agent took a policy over. */
    AGENT(5);

    private final int of20;

    Kind(int of20) {
      this.of20 = of20;
    }

    static Kind by(Random random) {
      int at = random.nextInt(20);
      for (Kind each : values()) {
        at -= each.of20;
        if (at < 0) {
          return each;
        }
      }
      return AGENT;
    }
  }

  private static final int STICKS = 3;

  private final int laptop;
  private final Random random;
  private final Set<Rule> met = EnumSet.noneOf(Rule.class);

  Happenings(int laptop, Random random) {
    this.laptop = laptop;
    this.random = random;
  }

  /**
   * One entry.
   *
   * @param serial of the stick; empty: one of the laptop's own
   */
  Entry entry(Kind kind, String serial, long sequence) {
    Entry.Builder entry =
        Entry.newBuilder()
            .setSequence(sequence)
            .setOccurredAt(SimLaptop.now())
            .setSinceBootMs(System.nanoTime() >>> 20);
    return switch (kind) {
      case POSTURE -> entry.setPosture(posture()).build();
      case STICK -> entry.setMedia(stick(MediaAction.MEDIA_ACTION_BLOCKED, serial)).build();
      case STICK_OUT -> entry.setMedia(stick(MediaAction.MEDIA_ACTION_REMOVED, serial)).build();
      case AGENT ->
          entry
              .setAgent(AgentEvent.newBuilder().setAction(AgentAction.AGENT_ACTION_POLICY_APPLIED))
              .build();
    };
  }

  private MediaEvent.Builder stick(MediaAction action, String serial) {
    return MediaEvent.newBuilder()
        .setAction(action)
        .setStage(Stage.STAGE_ENFORCE)
        .setReason("no-permission")
        .setDecidedInUs(900)
        .setMedium(
            Medium.newBuilder()
                .setKind(MediumKind.MEDIUM_KIND_USB_STORAGE)
                .setVendorId("0781")
                .setProductId("5581")
                .setSerial(
                    serial.isEmpty()
                        ? "L%05d-%d".formatted(laptop, random.nextInt(STICKS))
                        : serial)
                .setName("SanDisk Ultra")
                .setStrength(IdentityStrength.IDENTITY_STRENGTH_SERIAL)
                .setPort("usb 1-4"));
  }

  private Posture.Builder posture() {
    Rule[] rules = Rule.values();
    Rule turned = rules[random.nextInt(rules.length)];
    if (!met.remove(turned)) {
      met.add(turned);
    }
    Posture.Builder posture =
        Posture.newBuilder()
            .setHardware(
                Hardware.newBuilder()
                    .setMake("LENOVO")
                    .setModel("ThinkPad L14 Gen 4")
                    .setSerial("PF%06d".formatted(laptop))
                    .setSystem("Debian GNU/Linux")
                    .setSystemVersion("12 (bookworm)"));
    for (Rule rule : rules) {
      boolean yes = met.contains(rule);
      posture.addFindings(
          Finding.newBuilder()
              .setRule(rule.id())
              .setState(yes ? FindingState.FINDING_STATE_MET : FindingState.FINDING_STATE_NOT_MET)
              .setHold(yes ? Hold.HOLD_BY_OS : Hold.HOLD_UNSPECIFIED)
              .setStage(Stage.STAGE_WARN)
              .setProvedAt(SimLaptop.now())
              .setSentence(yes ? "This rule is met." : "This rule is not met on this laptop.")
              .addEvidence(Evidence.newBuilder().setKey("file system /home").setValue("dm-crypt")));
    }
    return posture;
  }
}
