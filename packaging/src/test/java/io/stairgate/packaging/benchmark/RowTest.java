package io.stairgate.packaging.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.packaging.benchmark.Row.Budget;
import io.stairgate.packaging.benchmark.Row.Round;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The arithmetic of the report, and that a budget that is not kept says so. */
class RowTest {
  private static final List<Round> ROUNDS =
      List.of(new Round(10, 5), new Round(30, 10), new Round(100, 10), new Round(8, 4));

  @Test
  void a_quantile_lies_between_its_neighbours() {
    double[] values = {4, 1, 3, 2};
    assertThat(Row.at(values, 0)).isEqualTo(1);
    assertThat(Row.at(values, 0.5)).isEqualTo(2.5);
    assertThat(Row.at(values, 1)).isEqualTo(4);
    assertThat(values).as("left as it was").containsExactly(4, 1, 3, 2);
  }

  @Test
  void the_ratio_is_the_median_of_each_rounds_own() {
    Row row = Row.of("x", "ms", Budget.ratio(2.5), "c", ROUNDS);
    assertThat(row.value()).contains(20.0);
    assertThat(row.control()).contains(7.5);
    assertThat(row.ratio().orElseThrow()).isEqualTo(2.5);
    assertThat(row.spread().orElseThrow()).isCloseTo(7.9 - 2, within(0.001));
    assertThat(row.rounds()).isEqualTo(4);
  }

  @Test
  void a_budget_bounds_the_value_or_the_ratio() {
    assertThat(Row.of("x", "ms", Budget.ratio(2.5), "c", ROUNDS).within()).contains(true);
    assertThat(Row.of("x", "ms", Budget.ratio(2.4), "c", ROUNDS).within()).contains(false);
    assertThat(Row.of("x", "ms", Budget.value(20), "c", ROUNDS).within()).contains(true);
    assertThat(Row.of("x", "ms", Budget.value(19), "c", ROUNDS).within()).contains(false);
    assertThat(Row.of("x", "ms", Budget.value(19), "c", ROUNDS).line()).endsWith("OVER");
  }

  @Test
  void what_was_not_measured_says_why_and_has_no_numbers() {
    JsonNode json =
        new ObjectMapper()
            .valueToTree(Row.notMeasured("memory", "MB", "≤ 72 MB", "needs minutes").json());
    assertThat(json.path("within").asText()).isEqualTo("not measured");
    assertThat(json.path("about").asText()).isEqualTo("needs minutes");
    assertThat(json.has("value")).isFalse();
    JsonNode measured =
        new ObjectMapper().valueToTree(Row.of("x", "ms", Budget.value(20), "c", ROUNDS).json());
    assertThat(measured.path("within").isBoolean()).isTrue();
    assertThat(measured.propertyStream().map(each -> each.getKey()))
        .containsExactly(
            "name", "value", "unit", "control", "ratio", "budget", "within", "rounds", "spread",
            "about");
  }

  @Test
  void a_round_without_a_control_is_none() {
    assertThatThrownBy(() -> new Round(1, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Round(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Row.of("x", "ms", Budget.value(1), "c", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
