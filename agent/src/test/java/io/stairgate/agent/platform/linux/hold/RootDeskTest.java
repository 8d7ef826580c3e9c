package io.stairgate.agent.platform.linux.hold;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.control.ChangeDesk.Orders;
import io.stairgate.agent.control.Holder;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(OS.LINUX)
class RootDeskTest {
  @TempDir private Path root;
  private final List<String> ran = new ArrayList<>();
  private final Outcome outcome = new Outcome.Ended(0, "", "");
  private Optional<Policy> policy = Optional.empty();

  /** One file for the camera. */
  private record Held(RootFiles files) implements Holding {
    @Override
    public Rule rule() {
      return Rule.CAMERA;
    }

    @Override
    public List<Step> steps(Policy policy) {
      return List.of(
          new FileStep(
              files, "/etc/camera", "off", 0644, new Words("the camera", "off", "It goes off.")));
    }

    @Override
    public List<String> watched() {
      return List.of("/etc/camera");
    }
  }

  private RootDesk desk() {
    RootFiles files = new RootFiles(root);
    return new RootDesk(
        files,
        new Programs(
            command -> {
              ran.add(command.program() + " " + String.join(" ", command.arguments()));
              return outcome;
            }),
        List.of(new Held(files)),
        (act, more, orders) -> act + " " + new String(more.readAllBytes(), StandardCharsets.UTF_8));
  }

  private String ask(String question) throws IOException, InterruptedException {
    OutputStream answer = new ByteArrayOutputStream();
    desk()
        .answer(
            new ByteArrayInputStream(question.getBytes(StandardCharsets.ISO_8859_1)),
            answer,
            () -> new Orders(policy, Optional.empty()));
    return answer.toString();
  }

  private static Policy policy(Stage stage) {
    return new Policy(
        "device",
        Optional.of(new PolicyVersion(1, 1)),
        Instant.EPOCH,
        Map.of(Rule.CAMERA, new RulePolicy(stage, new RuleSettings.Defaults())),
        List.of(),
        "");
  }

  @Test
  void holds_what_the_signed_policy_enforces_and_puts_it_back() throws Exception {
    policy = Optional.of(policy(Stage.ENFORCE));

    assertThat(ask("hold camera\n")).isEqualTo("done\n");
    assertThat(root.resolve("etc/camera")).hasContent("off");
    assertThat(ask("put-back camera\n")).isEqualTo("done\n");
    assertThat(root.resolve("etc")).doesNotExist();
    assertThat(ask("put-back camera\n")).isEqualTo("done\n");
  }

  @ParameterizedTest
  @EnumSource(value = Stage.class, names = "ENFORCE", mode = EnumSource.Mode.EXCLUDE)
  void holds_nothing_that_the_signed_policy_does_not_enforce(Stage stage) throws Exception {
    policy = Optional.of(policy(stage));

    assertThat(ask("hold camera\n")).startsWith("failed The policy the console signed");
    assertThat(root.resolve("etc")).doesNotExist();
  }

  @Test
  void holds_nothing_without_a_policy() throws Exception {
    assertThat(ask("hold camera\n")).startsWith("failed The policy the console signed");
  }

  @Test
  void puts_everything_back_without_a_policy() throws Exception {
    policy = Optional.of(policy(Stage.ENFORCE));
    ask("hold camera\n");
    policy = Optional.empty();

    assertThat(ask("put-back-all\n")).isEqualTo("done\n");
    assertThat(root.resolve("etc")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "hold",
        "hold ",
        "hold  camera",
        " hold camera",
        "hold camera ",
        "hold camera /etc",
        "hold ../camera",
        "HOLD camera",
        "put-back all",
        "put-back-all now",
        "look",
        "look /etc/shadow",
        "run /bin/sh",
        "hold camera\0"
      })
  void what_is_no_verb_to_the_letter_changes_nothing(String question) throws Exception {
    policy = Optional.of(policy(Stage.ENFORCE));

    assertThat(ask(question)).isEqualTo("failed That is nothing the agent may ask for.\n");
    assertThat(root).isEmptyDirectory();
    assertThat(ran).isEmpty();
  }

  @Test
  void noise_is_answered_with_a_sentence() throws Exception {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      byte[] noise = new byte[random.nextInt(6000)];
      random.nextBytes(noise);
      assertThat(ask(new String(noise, StandardCharsets.ISO_8859_1))).startsWith("failed ");
    }
    assertThat(ran).isEmpty();
  }

  @Test
  void a_question_longer_than_any_is_refused() throws Exception {
    assertThat(ask("add-key\n" + "x".repeat(4080))).startsWith("done\nADD xxx");
    assertThat(ask("add-key\n" + "x".repeat(4090))).startsWith("failed ");
  }

  @Test
  void every_verb_is_read_as_it_is_written() {
    List<Verb> verbs = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      verbs.add(new Verb.Hold(rule));
      verbs.add(new Verb.PutBack(rule));
    }
    for (KeyAct act : KeyAct.values()) {
      verbs.add(new Verb.Keys(act));
    }
    verbs.add(new Verb.PutBackAll());

    assertThat(verbs).allSatisfy(verb -> assertThat(Verb.parse(verb.line())).contains(verb));
  }

  @Test
  void the_service_sees_what_is_missing_held_and_done_over_the_socket() throws Exception {
    policy = Optional.of(policy(Stage.ENFORCE));
    RootFiles files = new RootFiles(root);
    LinuxHolder holder = new LinuxHolder(files, List.of(new Held(files)), new RootUnit(files));
    assertThat(holder.holdable()).containsExactly(Rule.CAMERA);
    assertThat(holder.hold(Rule.CAMERA))
        .isEqualTo(
            new Holder.Result.Failed(
                "This needs an administrator: install the agent's package, so that it runs as a"
                    + " service."));
    assertThat(holder.missing(Rule.CAMERA, Policy.DEFAULT))
        .containsExactly(new Holder.Change("the camera", "off", "not set", "It goes off."));

    Files.createDirectories(root.resolve("run/stairgate-change"));
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(root.resolve("run/stairgate-change/socket")));
      Thread unit = Thread.ofPlatform().daemon().start(() -> serve(server));
      assertThat(holder.hold(Rule.CAMERA)).isEqualTo(new Holder.Result.Done());
      assertThat(holder.held()).containsExactly(Rule.CAMERA);
      assertThat(holder.missing(Rule.CAMERA, Policy.DEFAULT)).isEmpty();
      assertThat(holder.putBack(Rule.CAMERA)).isEqualTo(new Holder.Result.Done());
      assertThat(holder.held()).isEmpty();
      assertThat(holder.hold(Rule.BLUETOOTH))
          .isEqualTo(new Holder.Result.Failed("This rule cannot be enforced on this laptop."));
      assertThat(unit.isAlive()).isTrue();
    }
  }

  /** What systemd does: a process for each question. */
  private void serve(ServerSocketChannel server) {
    while (server.isOpen()) {
      try (SocketChannel channel = server.accept()) {
        desk()
            .answer(
                Channels.newInputStream(channel),
                Channels.newOutputStream(channel),
                () -> new Orders(policy, Optional.empty()));
      } catch (IOException e) {
        return;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
