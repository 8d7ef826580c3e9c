package io.stairgate.console.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.stairgate.console.audit.AuditEntry;
import io.stairgate.console.audit.AuditFilter;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.setting.SettingId;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * The log as a file, for a spreadsheet or for proving it. Written as it is read, some thousand
 * lines at a time, so that a long log needs no more memory than a short one. Any thread.
 */
final class AuditExport {
  private static final int SLICE = 2_000;

  private final AuditStore audit;
  private final ObjectMapper json = new ObjectMapper();

  AuditExport(AuditStore audit) {
    this.audit = audit;
  }

  /** Answers with a table for a spreadsheet. */
  void csv(Context context, SettingId setting, AuditFilter filter) {
    context.header("Content-Disposition", "attachment; filename=\"log.csv\"");
    context.contentType("text/csv; charset=utf-8");
    Csv head = new Csv();
    head.row(List.of("Line", "When (UTC)", "Who", "What", "To what", "More", "Code", "Hash"));
    write(context, setting, filter, head.text(), AuditExport::row);
  }

  private static String row(AuditStore.Line line) {
    AuditEntry entry = line.entry();
    return Csv.line(
        List.of(
            Long.toString(entry.number()),
            entry.at().toString(),
            entry.actor(),
            AuditWords.of(entry.act()),
            entry.target(),
            entry.detail(),
            entry.act(),
            entry.hash().hex()));
  }

  /** Answers with one JSON object in each line, with everything its hash is made of. */
  void ndjson(Context context, SettingId setting, AuditFilter filter) {
    context.header("Content-Disposition", "attachment; filename=\"log.ndjson\"");
    context.contentType("application/x-ndjson; charset=utf-8");
    write(context, setting, filter, "", this::object);
  }

  private String object(AuditStore.Line line) {
    AuditEntry entry = line.entry();
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("setting", entry.setting().toString());
    object.put("number", entry.number());
    object.put("at", entry.at().toString());
    object.put("actor", entry.actor());
    object.put("actorKind", entry.actorKind());
    object.put("actorId", entry.actorId().map(UUID::toString).orElse(""));
    object.put("act", entry.act());
    object.put("target", entry.target());
    object.put("detail", entry.detail());
    object.put("previousHash", line.previous().hex());
    object.put("hash", entry.hash().hex());
    try {
      return json.writeValueAsString(object) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A map of plain values can be written as JSON", e);
    }
  }

  private void write(
      Context context,
      SettingId setting,
      AuditFilter filter,
      String head,
      Function<AuditStore.Line, String> text) {
    try (OutputStream out = context.outputStream()) {
      out.write(head.getBytes(StandardCharsets.UTF_8));
      long after = 0;
      List<AuditStore.Line> some;
      do {
        some = audit.oldest(setting, filter, after, SLICE);
        StringBuilder lines = new StringBuilder();
        some.forEach(line -> lines.append(text.apply(line)));
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        after = some.isEmpty() ? after : some.getLast().entry().number();
      } while (some.size() == SLICE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
