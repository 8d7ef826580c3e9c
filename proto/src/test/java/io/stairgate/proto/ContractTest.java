package io.stairgate.proto;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.proto.Contract.Element;
import io.stairgate.proto.Contract.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Agents and consoles of different versions meet: what was once said must stay said, and be
 * explained.
 */
class ContractTest {
  private final List<Element> elements = Contract.ofThisBuild().elements();

  @Test
  void everythingIsExplainedInASentence() {
    assertThat(elements)
        .isNotEmpty()
        .allSatisfy(
            element ->
                assertThat(element.comment())
                    .as("the comment above %s", element.name())
                    .matches("(?s)\\p{L}.{3,}")
                    .contains("."));
  }

  @Test
  void everyEnumStartsWithUnspecifiedAndPrefixesItsValues() {
    for (Element type : of(Kind.ENUM)) {
      String prefix = snake(simple(type.name()));
      List<Element> values =
          of(Kind.VALUE).stream()
              .filter(value -> value.name().startsWith(type.name() + "."))
              .toList();
      assertThat(values.getFirst().line()).endsWith("." + prefix + "_UNSPECIFIED = 0");
      assertThat(values)
          .allSatisfy(value -> assertThat(simple(value.name())).startsWith(prefix + "_"));
    }
  }

  @Test
  void everyRpcHasItsOwnRequestAndResponse() {
    assertThat(of(Kind.RPC))
        .isNotEmpty()
        .allSatisfy(
            rpc ->
                assertThat(rpc.line())
                    .contains(simple(rpc.name()) + "Request)")
                    .contains(simple(rpc.name()) + "Response)"));
  }

  @Test
  void everyServiceIsCalledService() {
    assertThat(of(Kind.SERVICE))
        .allSatisfy(service -> assertThat(service.name()).endsWith("Service"));
  }

  @Test
  void fieldsAreNamedInLowerSnakeCase() {
    assertThat(of(Kind.FIELD))
        .allSatisfy(
            field -> assertThat(simple(field.name())).matches("[a-z][a-z0-9]*(_[a-z0-9]+)*"));
  }

  @Test
  void nothingThatWasEverSaidIsTakenBackOrChanged() {
    assertThat(lines())
        .as(
            "A line of contract.golden is gone or changed: old agents still speak it. Give the new"
                + " meaning a new field")
        .containsAll(golden());
  }

  @Test
  void everythingThatIsSaidIsWrittenDown() {
    assertThat(golden())
        .as(
            "New in the contract: add these lines to proto/src/test/resources/contract.golden, and"
                + " never change them again")
        .containsAll(lines());
  }

  private List<String> lines() {
    return elements.stream().map(Element::line).toList();
  }

  private static List<String> golden() {
    try (var in =
        Objects.requireNonNull(ContractTest.class.getResourceAsStream("/contract.golden"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private List<Element> of(Kind kind) {
    return elements.stream().filter(element -> element.kind() == kind).toList();
  }

  private static String simple(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String snake(String camel) {
    return camel.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }
}
