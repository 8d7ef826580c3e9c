package io.stairgate.agent.control;

import io.stairgate.agent.control.BluetoothSource.Reading;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Policy;
import java.time.InstantSource;
import java.util.List;

/** Bluetooth is off, or on and hidden from other devices. */
public final class BluetoothHidden implements Control {
  private final BluetoothSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells how Bluetooth stands
   * @param clock tells the time
   */
  public BluetoothHidden(BluetoothSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.BLUETOOTH;
  }

  @Override
  public Finding prove(Policy policy) {
    return switch (source.read()) {
      case Reading.Absent() ->
          finding(
              policy,
              new FindingState.NotApplicable("no-bluetooth"),
              new Hold.None(),
              "none",
              "This laptop has no Bluetooth.");
      case Reading.Off(boolean kept) ->
          finding(
              policy,
              new FindingState.Met(),
              kept ? new Hold.ByOs() : new Hold.ReportedOnly(),
              "off",
              "Bluetooth is off.");
      case Reading.On(boolean visible) when visible ->
          finding(
              policy,
              new FindingState.NotMet(),
              new Hold.None(),
              "on, visible",
              "Other devices can see this laptop by Bluetooth. Hide it in the Bluetooth settings,"
                  + " or turn Bluetooth off.");
      case Reading.On on ->
          finding(
              policy,
              new FindingState.Met(),
              new Hold.ReportedOnly(),
              "on, hidden",
              "Bluetooth is on, and other devices cannot see this laptop.");
      case Reading.Unclear(String reason) ->
          finding(
              policy,
              new FindingState.Unknown(reason),
              new Hold.None(),
              "on",
              "Bluetooth is on. We cannot read whether other devices can see this laptop.");
    };
  }

  private Finding finding(
      Policy policy, FindingState state, Hold hold, String found, String sentence) {
    return new Finding(
        rule(),
        state,
        hold,
        policy.stageOf(rule()),
        clock.instant(),
        List.of(new Evidence("Bluetooth", found)),
        sentence);
  }
}
