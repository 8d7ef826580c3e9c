package io.stairgate.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Decision;
import io.stairgate.console.account.Role;
import io.stairgate.console.audit.Actor;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.permission.RegisterFilter;
import io.stairgate.console.policy.RolloutPlan;
import io.stairgate.console.policy.RolloutWay;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.policy.Stage;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.web.Route;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document of the API says what is there, and what is there answers as the document says. */
class OpenApiTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path data;
  private static WebFixture console;
  private static Browser program;
  private static Browser providers;
  private static JsonNode document;
  private static Map<String, String> ids;

  @BeforeAll
  static void start() throws Exception {
    console = new WebFixture(data);
    program =
        new Browser(console)
            .header(
                "Authorization",
                "Bearer "
                    + console
                        .tokens
                        .create(
                            console.setting, "test", Role.DSL, Optional.empty(), Optional.empty())
                        .reveal());
    document = JSON.readTree(new Browser(console).get("/api/v1/openapi.json").body());
    Secret ann = console.person(console.setting, "Ann Lead", Role.DSL);
    Secret bob = console.person(console.setting, "Bob Tech", Role.TECHNICIAN);
    DeviceId laptop = console.laptop(console.setting, "Blue Room");
    console.check(
        console.setting,
        laptop,
        console.finding("encryption", "met", "watch", "It is so."),
        console.finding("screen-lock", "unknown", "watch", "It cannot be read."));
    console.laptop(console.setting, "Red Room");
    console.policyFiles.change(
        console.setting,
        new Actor.Console(),
        SettingPolicy.DEFAULT.withStage(Rule.CAMERA, Stage.ENFORCE),
        Optional.empty(),
        "The test needs one.",
        new RolloutPlan(Rule.CAMERA, RolloutWay.ONE_THEN_ALL));
    console.stick(console.setting, laptop, "S1", true);
    console.invite(console.setting, Role.STAFF);
    console.tokens.create(
        console.setting,
        "another",
        Role.TECHNICIAN,
        Optional.empty(),
        Optional.of(console.who(ann).account()));
    console.policyFiles.change(
        console.setting,
        new Actor.Console(),
        policy -> policy.withApprovers(Map.of(Decision.SUSPEND_PERSON, Set.of(Role.DSL))),
        "The test needs one.");
    console.policyFiles.change(
        console.setting,
        new Actor.Program(UUID.randomUUID(), "a tool"),
        policy -> policy.withApprovers(Map.of()),
        "The test needs one.");
    providers =
        new Browser(console)
            .header(
                "Authorization",
                "Bearer "
                    + console
                        .tokens
                        .create(
                            console.setting,
                            "provider",
                            Role.PROVIDER,
                            Optional.empty(),
                            Optional.empty())
                        .reveal());
    ids =
        new TreeMap<>(
            Map.of(
                "setting",
                console.setting.toString(),
                "version",
                "1",
                "proposal",
                console
                    .policyFiles
                    .proposals()
                    .proposals(console.setting, true, 1)
                    .getFirst()
                    .id()
                    .toString(),
                "laptop",
                laptop.toString(),
                "alert",
                console
                    .alerts
                    .all(console.setting, Optional.empty(), 1)
                    .alerts()
                    .getFirst()
                    .id()
                    .toString(),
                "person",
                console.who(bob).account().toString(),
                "invitation",
                console
                    .invitations
                    .open(console.setting, console.now.get())
                    .getFirst()
                    .id()
                    .toString(),
                "token",
                console.tokens.open(console.setting).stream()
                    .filter(token -> token.name().equals("another"))
                    .findFirst()
                    .orElseThrow()
                    .id()
                    .toString()));
    ids.put(
        "rollout",
        console.policyFiles.rollouts().open(console.setting).getFirst().rollout().id().toString());
    ids.put(
        "spread",
        console
            .spread(
                console.setting,
                new Actor.Person(console.who(ann).account(), "Ann Lead"),
                Rule.FIREWALL)
            .toString());
    ids.put("request", console.ask(console.setting, laptop, "ASKED").toString());
    ids.put("permission", console.permitted(console.setting, laptop, "GIVEN").toString());
    ids.put(
        "stick",
        console
            .permissions
            .register()
            .sticks(console.setting, RegisterFilter.ALL, Optional.empty(), 1)
            .items()
            .getFirst()
            .id()
            .toString());
    ids.put("ownStick", console.ownStick(console.setting, "OURS").toString());
    ids.put("concern", console.report(console.setting, laptop, "Not right.").toString());
    ids.put("order", console.left(console.setting, "somebody").toString());
    ids.put("hold", console.held(console.setting).toString());
    ids.put("kind", "alerts");
    ids.put("rule", "encryption");
    ids.put("webhook", console.webhook(console.setting).toString());
    ids.put("week", console.week(console.setting));
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void every_route_is_in_the_document_and_every_operation_is_a_route() {
    List<String> routes =
        console.routes.stream()
            .filter(route -> route instanceof Route.Program)
            .map(route -> route.method().name() + " " + route.path())
            .toList();
    List<String> said = new ArrayList<>();
    document
        .get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        method -> said.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
    assertThat(new TreeSet<>(said)).isEqualTo(new TreeSet<>(routes)).hasSizeGreaterThan(20);
    List<String> names = new ArrayList<>();
    document.findValues("operationId").forEach(name -> names.add(name.asText()));
    assertThat(names).hasSize(said.size()).doesNotHaveDuplicates();
  }

  @Test
  void every_answer_is_as_the_document_says() throws Exception {
    List<String> order = new ArrayList<>();
    document.get("paths").fieldNames().forEachRemaining(order::add);
    int answered = 0;
    // What ends something comes last.
    for (String method : List.of("get", "put", "post", "delete")) {
      for (String path : order) {
        JsonNode operation = document.get("paths").get(path).get(method);
        if (operation == null) {
          continue;
        }
        String body = operation.has("requestBody") ? body(path) : "";
        if (operation.has("requestBody")) {
          assertThat(
                  schema(operation.at("/requestBody/content/application~1json/schema"))
                      .validate(JSON.readTree(body)))
              .as(path)
              .isEmpty();
        }
        Browser caller = path.startsWith("/api/v1/settings") ? providers : program;
        HttpResponse<String> answer =
            caller
                .header(
                    "If-Match",
                    "\"%d\"".formatted(console.policyFiles.current(console.setting).version()))
                .send(method.toUpperCase(Locale.ROOT), fill(path), body);
        JsonNode said = operation.get("responses").get(String.valueOf(answer.statusCode()));
        if (said == null) {
          assertThat(answer.statusCode())
              .as("%s %s: %s", method, path, answer.body())
              .isEqualTo(403);
          assertThat(operation.get("summary").asText()).contains("A person must do this");
          assertThat(type(answer)).isEqualTo("application/problem+json");
          conforms(
              operation.at("/responses/default/content/application~1problem+json/schema"), answer);
          assertThat(answer.body()).contains("/api/v1/problems/person-needed");
        } else if (said.at("/content/application~1yaml").isObject()) {
          assertThat(type(answer)).isEqualTo("application/yaml");
          answered++;
        } else if (said.has("content")) {
          assertThat(type(answer)).isEqualTo("application/json");
          conforms(said.at("/content/application~1json/schema"), answer);
          answered++;
        } else {
          assertThat(answer.statusCode()).isEqualTo(204);
          assertThat(answer.body()).isEmpty();
          answered++;
        }
      }
    }
    assertThat(answered).isGreaterThan(15);
  }

  @Test
  void every_refusal_is_a_problem_with_a_type_that_stays() throws Exception {
    Map<String, HttpResponse<String>> refused =
        Map.of(
            "not-found",
            program.get("/api/v1/laptops/" + UUID.randomUUID()),
            "not-understood",
            program.get("/api/v1/laptops?limit=x"),
            "wrong-fields",
            program.send("POST", "/api/v1/enrol-codes", "{\"uses\": 9999}"),
            "json-needed",
            program.sendAs("POST", "/api/v1/enrol-codes", "text/plain", "uses=1"),
            "token-needed",
            new Browser(console).get("/api/v1/me"));
    for (Map.Entry<String, HttpResponse<String>> each : refused.entrySet()) {
      JsonNode problem = JSON.readTree(each.getValue().body());
      assertThat(problem.get("type").asText()).isEqualTo("/api/v1/problems/" + each.getKey());
      assertThat(problem.get("status").asInt()).isEqualTo(each.getValue().statusCode());
      conforms(JSON.readTree("{\"$ref\":\"#/components/schemas/Problem\"}"), each.getValue());
    }
  }

  private static String fill(String path) {
    String filled = path;
    for (Map.Entry<String, String> id : ids.entrySet()) {
      filled = filled.replace("{" + id.getKey() + "}", id.getValue());
    }
    assertThat(filled).as("say here what fills the path").doesNotContain("{");
    return filled;
  }

  private static String body(String path) {
    return switch (path) {
      case "/api/v1/laptops/{laptop}/nickname" -> "{\"nickname\":\"Green Room\"}";
      case "/api/v1/laptops/{laptop}/room" -> "{\"room\":\"Pre-school\"}";
      case "/api/v1/people/{person}/access" ->
          "{\"roles\":[\"technician\",\"staff\"],\"lastDay\":null}";
      case "/api/v1/invitations" -> "{\"name\":\"Cy New\",\"roles\":[\"staff\"]}";
      case "/api/v1/policy/diff" -> "{\"yaml\":" + yaml() + "}";
      case "/api/v1/policy/apply" ->
          "{\"yaml\":" + yaml() + ",\"reason\":\"The test needs a change.\",\"rollout\":null}";
      case "/api/v1/policy/versions/{version}/put-back" ->
          "{\"reason\":\"The test needs it back.\"}";
      case "/api/v1/enrol-codes" -> "{\"uses\":2,\"hours\":5}";
      case "/api/v1/media-requests/{request}/suggestion" ->
          "{\"laptops\":[\"%s\"],\"ends\":\"today\",\"readOnly\":true,\"encryptedOnly\":false,\"onlyWhoAsked\":true,\"owner\":\"setting\",\"acceptNotFullyScanned\":false,\"weakAccepted\":false,\"reason\":null}"
              .formatted(ids.get("laptop"));
      case "/api/v1/permissions/{permission}/stop" ->
          "{\"laptop\":null,\"reason\":\"It was lost.\"}";
      case "/api/v1/own-sticks" ->
          "{\"sticks\":[{\"label\":\"Blue"
              + " 1\",\"serial\":\"B1\",\"vendorId\":null,\"productId\":null}],"
              + standing();
      case "/api/v1/own-sticks/import" -> "{\"csv\":\"serial\\nB2\\n\"," + standing();
      case "/api/v1/account-orders/left" ->
          "{\"account\":\"bea\",\"reason\":\"She works elsewhere now.\"}";
      case "/api/v1/account-orders/password-known" ->
          "{\"account\":\"cleo\",\"since\":null,\"reason\":\"It lay on the desk.\"}";
      case "/api/v1/keeping/{kind}" -> "{\"amount\":24,\"reason\":\"Our policy says so.\"}";
      case "/api/v1/holds" -> "{\"laptop\":null,\"reason\":\"The council asked us to.\"}";
      case "/api/v1/holds/{hold}/end" -> "{\"reason\":\"The council is done.\"}";
      default -> throw new AssertionError("say here what " + path + " is sent");
    };
  }

  private static String standing() {
    return "\"encrypted\":true,\"lastDay\":\"%s\",\"everyLaptop\":true,\"laptops\":null,\"reason\":\"The setting bought them.\"}"
        .formatted(console.now.get().atZone(java.time.ZoneOffset.UTC).toLocalDate().plusDays(9));
  }

  private static String yaml() {
    try {
      return JSON.writeValueAsString(program.get("/api/v1/policy.yaml").body());
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void conforms(JsonNode schema, HttpResponse<String> answer) throws Exception {
    assertThat(schema(schema).validate(JSON.readTree(answer.body()))).as(answer.body()).isEmpty();
  }

  /** One schema of the document, with the others beside it. */
  private static JsonSchema schema(JsonNode schema) {
    assertThat(schema.isMissingNode()).isFalse();
    com.fasterxml.jackson.databind.node.ObjectNode whole = schema.deepCopy();
    whole.set("components", document.get("components"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(whole, SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build());
  }

  private static String type(HttpResponse<String> answer) {
    return answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
  }
}
