package io.stairgate.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent's arrows and the rules of the house. Each message says what to do instead. */
@NullMarked
class ArchitectureTest {
  private static final String ROOT = "io.stairgate.agent";

  /** Imported once: importing costs more than all rules together. */
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final JavaClasses ALL = new ClassFileImporter().importPackages(ROOT);

  /**
   * Package → the packages of the agent it may use. The order is the way of one event. {@code wire}
   * turns values of {@code event} and {@code policy} into bytes; {@code policy} keeps those bytes,
   * so these two see each other. {@code identity} says whether the console signed a policy. What
   * keeps files has its folder from {@code config}.
   */
  private static final Map<String, Set<String>> ARROWS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("event", Set.of()),
              Map.entry("command", Set.of()),
              Map.entry("config", Set.of("event")),
              Map.entry("policy", Set.of("config", "event", "identity", "wire")),
              Map.entry("control", Set.of("event", "policy")),
              Map.entry("scan", Set.of("event")),
              Map.entry("wire", Set.of("event", "policy")),
              Map.entry("journal", Set.of("config", "event", "wire")),
              Map.entry("identity", Set.of("config", "event", "wire")),
              Map.entry("link", Set.of("config", "event", "identity", "journal", "policy", "wire")),
              Map.entry("local", Set.of("config", "control", "event", "policy")),
              Map.entry("notice", Set.of("control", "event", "policy")),
              Map.entry("platform", Set.of("command", "control", "event", "policy")),
              Map.entry(
                  "platform.linux",
                  Set.of(
                      "command",
                      "control",
                      "event",
                      "platform",
                      "platform.linux.file",
                      "platform.linux.hold",
                      "platform.linux.rule",
                      "policy",
                      "scan")),
              Map.entry("platform.linux.file", Set.of()),
              Map.entry(
                  "platform.linux.hold",
                  Set.of("command", "control", "event", "platform.linux.file", "policy")),
              Map.entry(
                  "platform.linux.rule",
                  Set.of(
                      "command",
                      "control",
                      "event",
                      "platform.linux.file",
                      "platform.linux.hold",
                      "policy",
                      "scan")),
              Map.entry(
                  "platform.windows", Set.of("command", "control", "event", "platform", "policy")),
              Map.entry(
                  "platform.macos", Set.of("command", "control", "event", "platform", "policy"))));

  static Stream<String> packagesWithArrows() {
    return ARROWS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("packagesWithArrows")
  void a_package_uses_only_what_its_arrows_point_to(String name) {
    List<String> allowed = new ArrayList<>();
    allowed.add(ROOT + "." + name);
    ARROWS.getOrDefault(name, Set.of()).forEach(to -> allowed.add(ROOT + "." + to));
    DescribedPredicate<JavaClass> usable =
        resideInAnyPackage(allowed.toArray(String[]::new)).or(not(resideInAPackage(ROOT + "..")));
    DescribedPredicate<JavaClass> fromHere =
        name.equals("platform")
            ? resideInAPackage(ROOT + ".platform").and(not(named("Platforms")))
            : resideInAPackage(ROOT + "." + name);
    check(
        classes()
            .that(fromHere)
            .should()
            .onlyDependOnClassesThat(usable)
            .because(
                "arrows point one way: hand the value or an interface in through the constructor"
                    + " (Agent connects the parts), or move the type to the package that owns it;"
                    + " a new arrow needs a reason in agent/RATIONALE.md and a line in ARROWS"));
  }

  @Test
  void every_package_has_its_row_in_the_list_of_arrows() {
    Set<String> seen = new TreeSet<>();
    for (JavaClass each : MAIN) {
      if (!each.getPackageName().equals(ROOT)) {
        seen.add(each.getPackageName().substring(ROOT.length() + 1));
      }
    }
    assertThat(ARROWS.keySet())
        .as("a new package states in ARROWS what it may use, and why in agent/RATIONALE.md")
        .containsAll(seen);
  }

  @Test
  void only_main_and_agent_connect_the_parts() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT)
            .because(
                "Main and Agent build the parts; no part knows them: take what is needed in"
                    + " the constructor"));
  }

  @Test
  void a_platform_is_reached_by_the_switch_alone() {
    for (String os : List.of("linux", "windows", "macos")) {
      check(
          noClasses()
              .that(
                  not(resideInAPackage(ROOT + ".platform." + os + ".."))
                      .and(not(named("Platforms"))))
              .should()
              .dependOnClassesThat()
              .resideInAPackage(ROOT + ".platform." + os + "..")
              .because("Platforms is the one switch on the system: ask it for a Platform"));
    }
  }

  @Test
  void controls_know_no_operating_system() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(ROOT + ".control..", ROOT + ".event..", ROOT + ".policy..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + ".platform..")
            .because(
                "a control decides on values; the platform implements the control's interface"));
  }

  @Test
  void only_wire_sees_the_generated_types() {
    onlyIn(
        "..wire..",
        "turn the message into a value in wire and use the value",
        "io.stairgate.proto..");
  }

  @Test
  void only_link_wire_and_identity_speak_grpc() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(ROOT + ".link..", ROOT + ".wire..", ROOT + ".identity..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.grpc..")
            .because("the network is link's: hand values to it"));
  }

  @Test
  void only_a_platform_calls_the_operating_system() {
    onlyIn(
        ROOT + ".platform..",
        "ask the Platform for a value; native calls and OSHI stay under platform",
        "com.sun.jna..",
        "oshi..",
        "java.lang.foreign..");
  }

  @Test
  void only_command_starts_a_process() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + ".command..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class)
            .orShould()
            .callMethodWhere(calls(Runtime.class, "exec"))
            .because("command starts processes with an absolute path, a timeout and the C locale"));
  }

  @Test
  void only_config_and_main_read_environment_and_properties() {
    check(
        noClasses()
            .that(
                not(resideInAPackage(ROOT + ".config.."))
                    .and(not(named("Main")))
                    .and(not(named("Platforms")))
                    // Sets JNA's own switch, so that JNA starts no program to find libraries.
                    .and(not(named("LibC"))))
            .should()
            .callMethodWhere(
                calls(System.class, "getenv", "getProperty", "getProperties", "setProperty")
                    .or(calls(Boolean.class, "getBoolean"))
                    .or(calls(Integer.class, "getInteger"))
                    .or(calls(Long.class, "getLong")))
            .because(
                "config reads them once; take the value in the constructor"
                    + " (Platforms alone may ask for os.name)"));
  }

  @Test
  void time_comes_from_a_handed_in_instant_source() {
    check(
        noClasses()
            .that(not(named("Main")))
            .should()
            .callMethodWhere(readsTheClock())
            .because(
                "take an InstantSource in the constructor and call instant(); Main makes the"
                    + " system's; use System.nanoTime() for a span"));
  }

  @Test
  void nothing_sleeps() {
    ArchRule rule =
        noClasses()
            .should()
            .callMethodWhere(
                calls(Thread.class, "sleep")
                    .or(calls(java.util.concurrent.TimeUnit.class, "sleep")))
            .because(
                "wait for the event itself: a queue, a latch, a condition; in tests Awaitility");
    rule.allowEmptyShould(true).check(ALL);
  }

  @Test
  void nothing_listens_on_the_network() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(java.net.ServerSocket.class, java.net.DatagramSocket.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("com.sun.net.httpserver..")
            .orShould()
            .callMethod(java.nio.channels.ServerSocketChannel.class, "open")
            .because(
                "the command line talks to the service over a Unix socket:"
                    + " ServerSocketChannel.open(StandardProtocolFamily.UNIX)"));
  }

  @Test
  void nothing_can_look_at_the_screen_or_bring_objects_to_life() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "java.awt..",
                "javax.swing..",
                "javax.sound..",
                "javax.script..",
                "java.rmi..",
                "java.sql..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(java.io.ObjectInputStream.class)
            .because(
                "what is never collected is absent from the code (design, section 5);"
                    + " bytes from outside are parsed into values"));
  }

  @Test
  void names_say_what_a_thing_is() {
    Pattern vague = Pattern.compile("(.*)(Utils?|Helpers?|Manager|Impl|Misc|Common)");
    // "Service manager" is the systems' own word for systemd, the Windows SCM and launchd.
    for (JavaClass each : ALL) {
      if (!each.getSimpleName().endsWith("ServiceManager")) {
        assertThat(each.getSimpleName())
            .as("%s: a homeless method shows a missing type; name the type", each.getName())
            .doesNotMatch(vague);
      }
      assertThat(each.getPackageName().split("\\."))
          .as("%s: name the package after the thing it holds", each.getPackageName())
          .doesNotContain("util", "utils", "common", "helper", "manager", "impl", "misc");
    }
  }

  @Test
  void values_do_not_change() {
    check(
        fields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage(ROOT + ".event..")
            .should()
            .beFinal()
            .because("values are records: make a new one"));
  }

  @Test
  void no_static_field_changes() {
    check(
        fields()
            .that()
            .areStatic()
            .and()
            .doNotHaveModifier(com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC)
            .should()
            .beFinal()
            .because("state lives in an object that Main builds"));
  }

  @Test
  void every_package_is_null_marked() {
    for (JavaClass each : MAIN) {
      JavaPackage home = each.getPackage();
      assertThat(home.isAnnotatedWith(NullMarked.class))
          .as("%s needs a package-info.java with @NullMarked", home.getName())
          .isTrue();
    }
  }

  @Test
  void a_class_over_300_lines_gives_its_reason() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
      assertThat(sources.filter(path -> path.toString().endsWith(".java")))
          .allSatisfy(
              path -> {
                String text = read(path);
                assertThat(text.lines().count() <= 300 || text.contains("Over 300 lines because"))
                    .as("%s: split it, or say in its Javadoc \"Over 300 lines because\"", path)
                    .isTrue();
              });
    }
  }

  private static String read(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void onlyIn(String home, String instead, String... packages) {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(home)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages)
            .because(instead));
  }

  private static DescribedPredicate<JavaClass> named(String outermost) {
    return DescribedPredicate.describe(
        "in " + outermost,
        each -> each.getName().matches(".*\\." + Pattern.quote(outermost) + "(\\$.*)?"));
  }

  private static DescribedPredicate<JavaCall<?>> calls(Class<?> owner, String... names) {
    Set<String> wanted = Set.of(names);
    return DescribedPredicate.describe(
        owner.getSimpleName() + "." + String.join("/", names),
        call ->
            call.getTargetOwner().isEquivalentTo(owner)
                && wanted.contains(call.getTarget().getName()));
  }

  private static DescribedPredicate<JavaCall<?>> readsTheClock() {
    return DescribedPredicate.describe(
        "reads the system's clock",
        call -> {
          String owner = call.getTargetOwner().getName();
          String name = call.getTarget().getName();
          boolean nowWithoutClock =
              owner.startsWith("java.time.")
                  && name.equals("now")
                  && call.getTarget().getRawParameterTypes().stream()
                      .noneMatch(type -> type.isEquivalentTo(java.time.Clock.class));
          boolean systemClock =
              owner.startsWith("java.time.")
                  && (name.startsWith("system") || name.startsWith("tick"));
          return nowWithoutClock
              || systemClock
              || (owner.equals("java.lang.System") && name.equals("currentTimeMillis"));
        });
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(MAIN);
  }
}
