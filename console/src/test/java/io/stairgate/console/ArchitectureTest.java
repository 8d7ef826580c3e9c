package io.stairgate.console;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
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
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The console's arrows and the rules of the house. Each message says what to do instead. */
@NullMarked
class ArchitectureTest {
  private static final String ROOT = "io.stairgate.console";

  /** Imported once: importing costs more than all rules together. */
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  private static final JavaClasses ALL = new ClassFileImporter().importPackages(ROOT);

  /** What stands under every feature; they know no feature. */
  private static final String[] GROUND = {ROOT + ".config..", ROOT + ".database.."};

  /** Where people and agents come in; no feature knows them. */
  private static final String[] DOORS = {ROOT + ".ingest..", ROOT + ".page..", ROOT + ".api.."};

  @Test
  void the_ground_knows_nothing_above_it() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(GROUND)
            .should()
            .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(GROUND))))
            .because(
                "config and database know no feature and no table: the feature brings its SQL"));
  }

  @Test
  void no_feature_knows_who_asks() {
    check(
        noClasses()
            .that(
                resideInAPackage(ROOT + ".*..")
                    .and(not(resideInAnyPackage(GROUND)))
                    .and(not(resideInAnyPackage(DOORS))))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(DOORS)
            .because(
                "ingest, page and api call features, never the other way: let the feature offer"
                    + " a listener that they register"));
  }

  @Test
  void the_doors_do_not_know_each_other() {
    for (String from : DOORS) {
      for (String to : DOORS) {
        if (!from.equals(to)) {
          check(
              noClasses()
                  .that()
                  .resideInAPackage(from)
                  .should()
                  .dependOnClassesThat()
                  .resideInAPackage(to)
                  .because("what two doors share belongs to a feature"));
        }
      }
    }
  }

  @Test
  void packages_are_free_of_circles() {
    check(
        slices()
            .matching(ROOT + ".(*)..")
            .should()
            .beFreeOfCycles()
            .because("features are ordered: move the shared value to the lower one"));
  }

  @Test
  void only_main_connects_the_parts() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT)
            .because(
                "the root package builds the parts; no part knows it: take what is needed in"
                    + " the constructor"));
  }

  @Test
  void console_and_agent_never_see_each_other() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.stairgate.agent..")
            .because("they share the contract alone"));
  }

  @Test
  void only_database_and_stores_speak_sql() {
    check(
        noClasses()
            .that(not(resideInAPackage(ROOT + ".database..")).and(not(isStore())))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..")
            .because("SQL is a text block in the *Store of the feature, parameters bound"));
  }

  @Test
  void only_database_knows_which_database_it_is() {
    onlyIn(
        ROOT + ".database..",
        "ask database for a connection; engines differ there alone",
        "org.h2..",
        "org.postgresql..",
        "org.flywaydb..",
        "com.zaxxer..");
  }

  @Test
  void only_pages_render_templates() {
    onlyIn(ROOT + ".page..", "give page a value to show", "gg.jte..");
  }

  @Test
  void only_wire_sees_the_generated_types() {
    onlyIn(
        "..wire..",
        "turn the message into a value in wire and use the value",
        "io.stairgate.proto..");
  }

  @Test
  void only_ingest_wire_and_root_speak_grpc() {
    check(
        noClasses()
            .that(
                resideInAPackage(ROOT + ".*..")
                    .and(not(resideInAnyPackage(ROOT + ".ingest..", ROOT + ".wire.."))))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.grpc..")
            .because("the agents' door is ingest: hand values to the features"));
  }

  @Test
  void nothing_starts_a_process_or_brings_objects_to_life() {
    check(
        noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class, java.io.ObjectInputStream.class)
            .orShould()
            .callMethodWhere(calls(Runtime.class, "exec"))
            .because("the console is one process; bytes from outside are parsed into values"));
  }

  @Test
  void only_config_and_main_read_environment_and_properties() {
    check(
        noClasses()
            .that(not(resideInAPackage(ROOT + ".config..")).and(not(named("Main"))))
            .should()
            .callMethodWhere(
                calls(System.class, "getenv", "getProperty", "getProperties", "setProperty")
                    .or(calls(Boolean.class, "getBoolean"))
                    .or(calls(Integer.class, "getInteger"))
                    .or(calls(Long.class, "getLong")))
            .because("config reads them once; take the value in the constructor"));
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
  void names_say_what_a_thing_is() {
    Pattern vague = Pattern.compile("(.*)(Utils?|Helpers?|Manager|Impl|Misc|Common)");
    for (JavaClass each : ALL) {
      assertThat(each.getSimpleName())
          .as("%s: a homeless method shows a missing type; name the type", each.getName())
          .doesNotMatch(vague);
      assertThat(each.getPackageName().split("\\."))
          .as("%s: name the package after the thing it holds", each.getPackageName())
          .doesNotContain("util", "utils", "common", "helper", "manager", "impl", "misc");
    }
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

  private static DescribedPredicate<JavaClass> isStore() {
    return DescribedPredicate.describe(
        "a *Store", each -> each.getName().matches(".*Store(\\$.*)?"));
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
