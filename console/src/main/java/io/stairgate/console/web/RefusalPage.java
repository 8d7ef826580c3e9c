package io.stairgate.console.web;

import io.javalin.http.Context;

/** Shows a refusal to whoever asked: a page for people, JSON for programs. */
@FunctionalInterface
public interface RefusalPage {
  /** Writes the answer's body; status and headers stand already. */
  void show(Context context, RefusedException refused);
}
