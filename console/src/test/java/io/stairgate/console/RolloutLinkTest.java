package io.stairgate.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.database.Engine;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.Rollout;
import io.stairgate.console.policy.RolloutPlan;
import io.stairgate.console.policy.RolloutWay;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.proto.v1.AgentAction;
import io.stairgate.proto.v1.AgentEvent;
import io.stairgate.proto.v1.Entry;
import io.stairgate.proto.v1.Finding;
import io.stairgate.proto.v1.FindingState;
import io.stairgate.proto.v1.Hold;
import io.stairgate.proto.v1.LinkResponse;
import io.stairgate.proto.v1.Policy;
import io.stairgate.proto.v1.PolicyVersion;
import io.stairgate.proto.v1.Posture;
import io.stairgate.proto.v1.SignedPolicy;
import io.stairgate.proto.v1.Stage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A change step by step over real TLS, with policies that are really signed. */
@ParameterizedClass
@EnumSource(Engine.class)
class RolloutLinkTest {
  private final Engine engine;
  @TempDir Path folder;

  RolloutLinkTest(Engine engine) {
    this.engine = engine;
  }

  private static Policy checked(LinkResponse response) {
    try {
      SignedPolicy signed = response.getPolicy();
      Signature check = Signature.getInstance("SHA256withECDSA");
      check.initVerify(TestAgent.certificate(signed.getCertificateDer().toByteArray()));
      check.update("stairgate-policy-v1\0".getBytes(StandardCharsets.US_ASCII));
      check.update(signed.getPolicy().toByteArray());
      assertThat(check.verify(signed.getSignatureDer().toByteArray())).isTrue();
      return Policy.parseFrom(signed.getPolicy());
    } catch (GeneralSecurityException | InvalidProtocolBufferException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Policy policy(TestAgent.Stream stream) {
    return checked(stream.next(LinkResponse.MessageCase.POLICY));
  }

  private static Stage camera(Policy policy) {
    return policy.getRulesList().stream()
        .filter(rule -> rule.getRule().equals("camera"))
        .map(rule -> rule.getStage())
        .findFirst()
        .orElse(Stage.STAGE_WATCH);
  }

  private static Entry said(long sequence, AgentAction action, PolicyVersion version) {
    return Entry.newBuilder()
        .setSequence(sequence)
        .setOccurredAt(TestAgent.timestamp(Instant.now()))
        .setAgent(AgentEvent.newBuilder().setAction(action).setPolicy(version))
        .build();
  }

  private static Entry proved(long sequence) {
    Instant now = Instant.now().plusSeconds(1);
    return Entry.newBuilder()
        .setSequence(sequence)
        .setOccurredAt(TestAgent.timestamp(now))
        .setPosture(
            Posture.newBuilder()
                .addFindings(
                    Finding.newBuilder()
                        .setRule("camera")
                        .setState(FindingState.FINDING_STATE_MET)
                        .setHold(Hold.HOLD_BY_AGENT)
                        .setStage(Stage.STAGE_ENFORCE)
                        .setProvedAt(TestAgent.timestamp(now))
                        .setSentence("The camera is off.")))
        .build();
  }

  /** Sends entries and waits until they are on the console's disk. */
  private static void tells(TestAgent agent, TestAgent.Stream stream, Entry... entries) {
    stream.send(agent.entries(entries));
    assertThat(stream.acknowledged()).isEqualTo(entries[entries.length - 1].getSequence());
  }

  private static PolicyOutcome change(ConsoleFixture console) {
    return console
        .console
        .policyFiles()
        .change(
            console.setting(),
            new Actor.Console(),
            SettingPolicy.DEFAULT.withStage(Rule.CAMERA, io.stairgate.console.policy.Stage.ENFORCE),
            Optional.empty(),
            "The test needs it so.",
            new RolloutPlan(Rule.CAMERA, RolloutWay.ONE_THEN_ALL));
  }

  private static Rollout.Whole rollout(ConsoleFixture console) {
    return console.console.policyFiles().rollouts().all(console.setting()).getFirst();
  }

  private static boolean isFirst(ConsoleFixture console, TestAgent agent) {
    return rollout(console).laptops().stream()
        .anyMatch(each -> each.step() == 1 && each.laptop().toString().equals(agent.deviceId));
  }

  @Test
  void the_first_laptop_gets_it_and_the_second_once_that_has_proved_it_a_restart_between() {
    try (ConsoleFixture console =
            new ConsoleFixture(
                folder,
                engine == Engine.POSTGRESQL ? Optional.of(engine.url(folder)) : Optional.empty());
        TestAgent one = new TestAgent(console.console.agentPort());
        TestAgent other = new TestAgent(console.console.agentPort())) {
      one.enrol(console.line(1));
      other.enrol(console.line(1));
      TestAgent.Stream ones = one.link(one.hello(1, 1));
      TestAgent.Stream others = other.link(other.hello(1, 1));
      assertThat(camera(policy(ones))).isEqualTo(Stage.STAGE_WATCH);
      assertThat(camera(policy(others))).isEqualTo(Stage.STAGE_WATCH);
      assertThat(change(console)).isInstanceOf(PolicyOutcome.Applied.class);
      boolean swapped = !isFirst(console, one);
      TestAgent first = swapped ? other : one;
      TestAgent.Stream firsts = swapped ? others : ones;
      TestAgent.Stream seconds = swapped ? ones : others;
      Policy got = policy(firsts);
      assertThat(camera(got)).isEqualTo(Stage.STAGE_ENFORCE);
      tells(
          first,
          firsts,
          said(1, AgentAction.AGENT_ACTION_POLICY_APPLIED, got.getVersion()),
          proved(2));
      assertThat(rollout(console).rollout().step()).isEqualTo(1);
      console.console.policyFiles().rollouts().goOn();
      assertThat(rollout(console).rollout().step()).isEqualTo(2);
      assertThat(camera(policy(seconds))).isEqualTo(Stage.STAGE_ENFORCE);
      console.restart();
      assertThat(rollout(console).rollout().step()).isEqualTo(2);
      assertThat(rollout(console).rollout().state()).isEqualTo(Rollout.State.GOING);
    }
  }

  @Test
  void when_the_first_goes_back_after_crashes_the_second_never_gets_it() {
    try (ConsoleFixture console =
            new ConsoleFixture(
                folder,
                engine == Engine.POSTGRESQL ? Optional.of(engine.url(folder)) : Optional.empty());
        TestAgent one = new TestAgent(console.console.agentPort());
        TestAgent other = new TestAgent(console.console.agentPort())) {
      one.enrol(console.line(1));
      other.enrol(console.line(1));
      TestAgent.Stream ones = one.link(one.hello(1, 1));
      TestAgent.Stream others = other.link(other.hello(1, 1));
      var _ = policy(ones);
      var _ = policy(others);
      assertThat(change(console)).isInstanceOf(PolicyOutcome.Applied.class);
      boolean swapped = !isFirst(console, one);
      TestAgent first = swapped ? other : one;
      TestAgent second = swapped ? one : other;
      TestAgent.Stream firsts = swapped ? others : ones;
      Policy got = policy(firsts);
      tells(
          first,
          firsts,
          said(1, AgentAction.AGENT_ACTION_POLICY_APPLIED, got.getVersion()),
          said(2, AgentAction.AGENT_ACTION_POLICY_ROLLED_BACK, got.getVersion()));
      console.console.policyFiles().rollouts().goOn();
      assertThat(rollout(console).rollout().state()).isEqualTo(Rollout.State.STOPPED);
      assertThat(rollout(console).rollout().stopReason()).contains("after crashes");
      TestAgent.Stream again = second.link(second.hello(1, 1));
      assertThat(camera(policy(again)))
          .as("the second keeps what it had, whenever it asks")
          .isEqualTo(Stage.STAGE_WATCH);
    }
  }
}
