package io.stairgate.console.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which lines of a log somebody wants to see; what is empty lets everything through.
 *
 * @param actor who did it: an account, a token, a laptop
 * @param acts codes of acts, at most {@value #MOST}
 * @param laptops done to or by one of these, at most {@value #MOST}
 * @param from not before
 * @param to before
 */
public record AuditFilter(
    Optional<UUID> actor,
    Set<String> acts,
    Set<UUID> laptops,
    Optional<Instant> from,
    Optional<Instant> to) {
  /** The most acts, and the most laptops, in one filter. */
  public static final int MOST = 60;

  /** Lets everything through. */
  public static final AuditFilter ALL =
      new AuditFilter(Optional.empty(), Set.of(), Set.of(), Optional.empty(), Optional.empty());

  public AuditFilter {
    acts = Set.copyOf(acts);
    laptops = Set.copyOf(laptops);
    if (acts.size() > MOST || laptops.size() > MOST) {
      throw new IllegalArgumentException("A filter names at most " + MOST + " acts and laptops.");
    }
  }

  /**
   * One walk along an index.
   *
   * @param where conditions beside the setting and the number
   * @param sortedBy columns of the index between setting and number, which the conditions fix
   * @param values of the conditions
   */
  record Search(String where, List<String> sortedBy, Map<String, Object> values) {}

  /** The searches that together find what fits; at least one. */
  List<Search> searches() {
    List<Search> searches = new ArrayList<>();
    for (UUID laptop : laptops) {
      searches.add(narrowed("AND a.target = :target", "target", "laptop:" + laptop));
      searches.add(narrowed("AND a.actor_id = :laptop", "laptop", laptop));
    }
    if (laptops.isEmpty()) {
      for (String act : acts) {
        searches.add(
            actor
                .map(
                    id ->
                        new Search(
                            "AND a.actor_id = :actor AND a.act = :act",
                            List.of("actor_id", "act"),
                            Map.<String, Object>of("actor", id, "act", act)))
                .orElseGet(
                    () ->
                        new Search(
                            "AND a.act = :act",
                            List.of("act"),
                            Map.<String, Object>of("act", act))));
      }
      if (acts.isEmpty()) {
        searches.add(
            actor
                .map(
                    id ->
                        new Search(
                            "AND a.actor_id = :actor",
                            List.of("actor_id"),
                            Map.<String, Object>of("actor", id)))
                .orElseGet(() -> new Search("", List.of(), Map.of())));
      }
    }
    return searches;
  }

  /** Few lines are about one laptop, so the rest is looked at line by line. */
  private Search narrowed(String where, String name, Object value) {
    Map<String, Object> values = new java.util.HashMap<>(Map.of(name, value));
    StringBuilder all = new StringBuilder(where);
    actor.ifPresent(
        id -> {
          all.append(" AND a.actor_id = :actor");
          values.put("actor", id);
        });
    List<String> names = new ArrayList<>();
    for (String act : acts) {
      String parameter = "act" + names.size();
      names.add(":" + parameter);
      values.put(parameter, act);
    }
    if (!names.isEmpty()) {
      all.append(" AND a.act IN (").append(String.join(", ", names)).append(')');
    }
    return new Search(
        all.toString(), List.of(name.equals("target") ? "target" : "actor_id"), values);
  }
}
