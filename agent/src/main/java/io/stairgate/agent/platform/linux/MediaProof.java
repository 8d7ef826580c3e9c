package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.MediaControl.PluggedMedium;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what the switches and the plugged media prove about the rule for portable media. Reads,
 * changes nothing.
 */
final class MediaProof {
  private final RootFiles files;
  private final UsbTree tree;

  MediaProof(RootFiles files, UsbTree tree) {
    this.files = files;
    this.tree = tree;
  }

  /**
   * The finding.
   *
   * @param state what the switches stand at
   * @param plugged what is plugged in
   * @param holding true where this agent is enforcing now
   * @param notes what was put right or could not be done, for the evidence
   */
  Finding finding(
      KernelGate.State state,
      List<PluggedMedium> plugged,
      boolean holding,
      List<String> notes,
      Stage stage,
      Instant now) {
    List<Evidence> evidence = evidence(state, plugged, notes);
    if (!files.exists("/sys/bus")) {
      return finding(
          new FindingState.Unknown("system-not-readable"),
          new Hold.None(),
          stage,
          now,
          evidence,
          "We cannot check sticks on this laptop yet.");
    }
    int hubs = tree.rootHubs().size();
    boolean cards = hasCardSlotOrDrive();
    if (hubs == 0 && !cards && plugged.isEmpty()) {
      return finding(
          new FindingState.NotApplicable("nothing-to-plug-into"),
          new Hold.None(),
          stage,
          now,
          evidence,
          "This computer has no place for a memory stick.");
    }
    if (state.hubs().size() < hubs) {
      return finding(
          new FindingState.Unknown("needs-administrator"),
          new Hold.None(),
          stage,
          now,
          evidence,
          "We cannot check sticks on this laptop yet.");
    }
    boolean open =
        plugged.stream()
            .anyMatch(
                medium -> !medium.shut() && !medium.reason().equals(PermittedMedia.PERMITTED));
    if (open && holding) {
      return finding(
          new FindingState.NotMet(),
          new Hold.None(),
          stage,
          now,
          evidence,
          "A memory stick or card could not be shut out of this laptop. Please take it out and tell"
              + " IT.");
    }
    boolean secondLayer = state.flag() && (state.rule() || holding);
    if (open || !state.shut() || (hubs == 0 && !secondLayer)) {
      return finding(
          new FindingState.NotMet(),
          new Hold.None(),
          stage,
          now,
          evidence,
          "Memory sticks can be used on this laptop without permission.");
    }
    if (cards && !secondLayer) {
      return finding(
          new FindingState.NotMet(),
          new Hold.None(),
          stage,
          now,
          evidence,
          "Memory cards and discs can be used on this laptop without permission.");
    }
    boolean byOs = !state.flag() || state.rule();
    return finding(
        new FindingState.Met(),
        byOs ? new Hold.ByOs() : new Hold.ByAgent(),
        stage,
        now,
        evidence,
        "Memory sticks are blocked.");
  }

  private List<Evidence> evidence(
      KernelGate.State state, List<PluggedMedium> plugged, List<String> notes) {
    List<Evidence> evidence = new ArrayList<>();
    long shut =
        state.hubs().values().stream()
            .filter(value -> value.equals("0") || value.equals("2"))
            .count();
    evidence.add(
        new Evidence(
            "USB controllers", shut + " of " + tree.rootHubs().size() + " let nothing new in"));
    evidence.add(
        new Evidence(
            "USB controllers that come later",
            state
                .parameter()
                .map(
                    value ->
                        value.equals("0") || value.equals("2")
                            ? "let nothing new in"
                            : "let everything in")
                .orElse("not known")));
    evidence.add(new Evidence("shut by", shutBy(state)));
    evidence.add(
        new Evidence(
            "keyboards, mice and the like",
            state.rule() ? "let in by the system, agent or not" : "let in by the agent only"));
    for (String note : notes) {
      evidence.add(new Evidence("note", note));
    }
    for (PluggedMedium each : plugged) {
      evidence.add(
          new Evidence(
              "plugged in at " + each.medium().port(),
              MediaDescriptions.words(each.medium().kind()) + how(each)));
    }
    return evidence;
  }

  private static String how(PluggedMedium each) {
    boolean permitted = each.reason().equals(PermittedMedia.PERMITTED);
    if (each.shut()) {
      return permitted ? ", permitted, shut until it is scanned" : ", shut";
    }
    return permitted ? ", open under a permission" : ", open";
  }

  private String shutBy(KernelGate.State state) {
    if (state.flag()) {
      return "Stairgate";
    }
    if (!state.shut() || state.hubs().isEmpty()) {
      return "nobody";
    }
    return usbGuardRuns() ? "USBGuard" : "the system's own setting";
  }

  /** systemd keeps a link, to no file, for each unit that runs. */
  private boolean usbGuardRuns() {
    return Files.exists(
        files.path("/run/systemd/units/invocation:usbguard.service"), LinkOption.NOFOLLOW_LINKS);
  }

  private boolean hasCardSlotOrDrive() {
    for (String name : files.list("/sys/class/block")) {
      if (name.startsWith("sr")) {
        return true;
      }
    }
    // A host that only drives a soldered-in disk has a card of type MMC in it for ever.
    for (String host : files.list("/sys/class/mmc_host")) {
      boolean soldered = false;
      for (String card : files.list("/sys/class/mmc_host/" + host)) {
        soldered |=
            files
                .attribute("/sys/class/mmc_host/" + host + "/" + card + "/type")
                .filter(type -> type.equals("MMC") || type.equals("SDIO"))
                .isPresent();
      }
      if (!soldered) {
        return true;
      }
    }
    return false;
  }

  private static Finding finding(
      FindingState state,
      Hold hold,
      Stage stage,
      Instant now,
      List<Evidence> evidence,
      String sentence) {
    return new Finding(Rule.PORTABLE_MEDIA, state, hold, stage, now, evidence, sentence);
  }
}
