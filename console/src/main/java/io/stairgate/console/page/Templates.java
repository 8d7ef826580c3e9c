package io.stairgate.console.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import java.util.Map;

/**
 * Renders the templates of the build; everything in them is escaped unless it is markup of ours.
 * Any thread.
 */
final class Templates {
  private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

  /** Answers with a page whose template takes one value. */
  void show(Context context, String template, String name, Object value) {
    show(context, template, Map.of(name, value));
  }

  /** Answers with a page. */
  void show(Context context, String template, Map<String, Object> values) {
    StringOutput output = new StringOutput(16 * 1024);
    engine.render(template, values, output);
    context.contentType("text/html; charset=utf-8").result(output.toString());
  }
}
