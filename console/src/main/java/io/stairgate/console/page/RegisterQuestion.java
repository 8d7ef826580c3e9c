package io.stairgate.console.page;

import io.javalin.http.Context;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.Medium;
import io.stairgate.console.permission.Owner;
import io.stairgate.console.permission.RegisterFilter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * What somebody looks for in the register, as it stands in the address.
 *
 * @param find part of a name or serial number
 * @param laptop id of a laptop; empty for all
 * @param owner code of an owner; empty for all
 * @param kind code of a kind; empty for all
 * @param state {@code allowed}, or empty for all
 */
record RegisterQuestion(String find, String laptop, String owner, String kind, String state) {
  /** Reads the parameters of an address. */
  static RegisterQuestion of(Context context) {
    String find = Visits.parameter(context, "find");
    return new RegisterQuestion(
        find.length() > 100 ? find.substring(0, 100) : find,
        Visits.parameter(context, "laptop"),
        Visits.parameter(context, "owner"),
        Visits.parameter(context, "kind"),
        Visits.parameter(context, "state"));
  }

  /** The filter for the store. */
  RegisterFilter filter() {
    return new RegisterFilter(
        find,
        Medium.Kind.of(kind),
        Owner.of(owner),
        Visits.uuid(laptop).map(DeviceId::new),
        state.equals("allowed"));
  }

  /** Whether it leaves anything out. */
  boolean narrows() {
    return !query().isEmpty();
  }

  /** As it stands in an address; empty where it narrows nothing. */
  String query() {
    StringBuilder query = new StringBuilder();
    put(query, "find", find);
    put(query, "laptop", laptop);
    put(query, "owner", owner);
    put(query, "kind", kind);
    put(query, "state", state);
    return query.toString();
  }

  private static void put(StringBuilder query, String name, String value) {
    if (!value.isEmpty()) {
      query
          .append(query.isEmpty() ? '?' : '&')
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
  }
}
