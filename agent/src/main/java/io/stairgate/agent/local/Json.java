package io.stairgate.agent.local;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.policy.Permission;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values as JSON, in the words and with the fields of the console's API. */
public final class Json {
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxStringLength(64 * 1024)
                  .maxDocumentLength(1 << 20)
                  .build())
          .build();

  private Json() {}

  /** Writes part of a document. */
  public interface Part {
    /** Writes it. */
    void to(JsonGenerator json) throws IOException;
  }

  /** One document on one line: an object with what {@code fields} writes. */
  public static String object(Part fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      fields.to(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * The findings of one check as {@code {"findings": […]}}.
   *
   * @param since since when each rule has been in its state; a rule that is missing: since it was
   *     proved
   */
  public static String findings(List<Finding> findings, Map<Rule, Instant> since) {
    return object(json -> writeFindings(json, findings, since));
  }

  /** What is plugged in as {@code {"media": […]}}. */
  public static String media(List<MediaRow> rows) {
    return object(
        json -> {
          json.writeArrayFieldStart("media");
          for (MediaRow row : rows) {
            Medium medium = row.plugged().medium();
            json.writeStartObject();
            json.writeStringField("kind", word(medium.kind().name()));
            json.writeStringField("name", medium.name());
            json.writeStringField("vendorId", medium.vendorId());
            json.writeStringField("productId", medium.productId());
            json.writeStringField("serial", medium.serial());
            json.writeStringField("identity", word(medium.strength().name()));
            json.writeStringField("port", medium.port());
            json.writeBooleanField("shut", row.plugged().shut());
            json.writeStringField("reason", row.plugged().reason());
            json.writeStringField("state", row.state());
            json.writeStringField("permissionId", row.permissionId());
            json.writeNumberField("percent", row.percent());
            json.writeNumberField("files", row.files());
            json.writeBooleanField("readOnly", row.readOnly());
            json.writeStringField("detail", row.detail());
            row.until().ifPresent(at -> writeUnchecked(json, "until", at));
            json.writeStringField("sentence", row.sentence());
            json.writeEndObject();
          }
          json.writeEndArray();
          writeLines(
              json,
              rows.isEmpty()
                  ? List.of("Nothing is plugged in.")
                  : rows.stream().map(MediaRow::sentence).toList());
        });
  }

  private static void writeUnchecked(JsonGenerator json, String name, Instant at) {
    try {
      json.writeStringField(name, at.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What this laptop may open as {@code {"permissions": […]}}.
   *
   * @param suspended whether some are held back because of the clock
   */
  public static String permissions(
      List<Permission> live, boolean suspended, List<String> sentences) {
    return object(
        json -> {
          json.writeBooleanField("suspended", suspended);
          writePermissions(json, live);
          writeLines(json, sentences);
        });
  }

  private static void writePermissions(JsonGenerator json, List<Permission> live)
      throws IOException {
    json.writeArrayFieldStart("permissions");
    for (Permission each : live) {
      json.writeStartObject();
      json.writeStringField("id", each.id());
      json.writeStringField("kind", word(each.kind().name()));
      json.writeStringField("vendorId", each.vendorId());
      json.writeStringField("productId", each.productId());
      json.writeStringField("serial", each.serial());
      json.writeStringField("port", each.port());
      json.writeStringField("account", each.account());
      json.writeStringField("startsAt", each.startsAt().toString());
      json.writeStringField("endsAt", each.endsAt().toString());
      json.writeBooleanField("readOnly", each.readOnly());
      json.writeBooleanField("encryptedOnly", each.encryptedOnly());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** How the agent stands. */
  public static String status(Status status) {
    return object(
        json -> {
          json.writeStringField("version", status.version());
          json.writeStringField("runningSince", status.runningSince().toString());
          json.writeBooleanField("enrolled", status.enrolled());
          json.writeStringField("settingName", status.settingName());
          json.writeStringField("nickname", status.nickname());
          json.writeStringField("console", status.console());
          writeInstant(json, "connectedSince", status.connectedSince().orElse(Instant.MIN));
          if (status.clockBehindMs().isPresent()) {
            json.writeNumberField("clockBehindMs", status.clockBehindMs().get());
          }
          writeInstant(json, "certificateEnds", status.certificateEnds().orElse(Instant.MIN));
          json.writeStringField("problem", status.problem());
          json.writeStringField("policy", status.policy());
          json.writeNumberField("waitingEntries", status.waitingEntries());
          json.writeNumberField("waitingInMemory", status.waitingInMemory());
          json.writeNumberField("journalBytes", status.journalBytes());
          json.writeStringField("notice", status.notice());
          writeInstant(json, "provedAt", status.provedAt().orElse(Instant.MIN));
          writePermissions(json, status.permissions());
          json.writeBooleanField("permissionsSuspended", status.permissionsSuspended());
          writeFindings(json, status.findings(), status.since());
          writeLines(json, status.lines());
        });
  }

  /** Lines for a person as {@code {"lines": […]}}. */
  public static String lines(List<String> lines) {
    return object(json -> writeLines(json, lines));
  }

  /** A refusal in one sentence. */
  public static String problem(String sentence) {
    return object(json -> json.writeStringField("error", sentence));
  }

  /** Lines for a person as a field {@code lines}. */
  public static void writeLines(JsonGenerator json, List<String> lines) throws IOException {
    json.writeArrayFieldStart("lines");
    for (String line : lines) {
      json.writeString(line);
    }
    json.writeEndArray();
  }

  private static void writeInstant(JsonGenerator json, String name, Instant at) throws IOException {
    if (!at.equals(Instant.MIN)) {
      json.writeStringField(name, at.toString());
    }
  }

  private static void writeFindings(
      JsonGenerator json, List<Finding> findings, Map<Rule, Instant> since) throws IOException {
    json.writeArrayFieldStart("findings");
    for (Finding finding : findings) {
      json.writeStartObject();
      json.writeStringField("rule", finding.rule().id());
      json.writeStringField("state", finding.state().word());
      json.writeStringField("reason", finding.state().reasonCode());
      json.writeStringField("hold", finding.hold().word());
      json.writeStringField("stage", word(finding.stage().name()));
      json.writeStringField(
          "since", since.getOrDefault(finding.rule(), finding.provedAt()).toString());
      json.writeStringField("provedAt", finding.provedAt().toString());
      json.writeStringField("sentence", finding.sentence());
      json.writeArrayFieldStart("evidence");
      for (Evidence fact : finding.evidence()) {
        json.writeStartObject();
        json.writeStringField("key", fact.key());
        json.writeStringField("value", fact.value());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("wouldChange");
      for (String change : finding.wouldChange()) {
        json.writeString(change);
      }
      json.writeEndArray();
      json.writeBooleanField("canEnforce", finding.canEnforce());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static String word(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
