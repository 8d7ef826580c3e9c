package io.stairgate.agent.control;

import io.stairgate.agent.control.CameraSource.Camera;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Text;
import io.stairgate.agent.policy.Policy;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The camera is off. Whether somebody uses it is not looked at, and nothing it sees: only whether a
 * program could open it.
 */
public final class CameraOff implements Control {
  private static final int MOST_NAMED = 4;

  private final CameraSource source;
  private final InstantSource clock;

  /**
   * Reads nothing yet.
   *
   * @param source tells which cameras there are
   * @param clock tells the time
   */
  public CameraOff(CameraSource source, InstantSource clock) {
    this.source = source;
    this.clock = clock;
  }

  @Override
  public Rule rule() {
    return Rule.CAMERA;
  }

  @Override
  public Finding prove(Policy policy) {
    List<Camera> cameras = source.cameras();
    boolean kept = source.keptOff();
    List<Evidence> evidence = new ArrayList<>();
    cameras.stream()
        .limit(MOST_NAMED)
        .forEach(
            camera ->
                evidence.add(
                    new Evidence(
                        camera.name().isEmpty() ? "camera" : Text.clean(camera.name(), 60),
                        camera.usable() ? "can be used" : "off")));
    if (cameras.isEmpty()) {
      return finding(
          policy,
          new FindingState.NotApplicable("no-camera"),
          new Hold.None(),
          evidence,
          "This laptop has no camera.");
    }
    if (cameras.stream().noneMatch(Camera::usable)) {
      return finding(
          policy,
          new FindingState.Met(),
          kept ? new Hold.ByOs() : new Hold.ReportedOnly(),
          evidence,
          "The camera is off.");
    }
    boolean stubborn =
        cameras.stream().anyMatch(camera -> camera.usable() && !camera.canBeKeptOff());
    return finding(
        policy,
        new FindingState.NotMet(),
        new Hold.None(),
        evidence,
        stubborn
            ? "The camera can be used, and it is of a kind we cannot turn off. Cover it when nobody"
                + " needs it."
            : "The camera can be used by any program. Cover it when nobody needs it.");
  }

  private Finding finding(
      Policy policy, FindingState state, Hold hold, List<Evidence> evidence, String sentence) {
    return new Finding(
        rule(), state, hold, policy.stageOf(rule()), clock.instant(), evidence, sentence);
  }
}
