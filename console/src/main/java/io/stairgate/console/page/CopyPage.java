package io.stairgate.console.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Account;
import io.stairgate.console.account.AccountStore;
import io.stairgate.console.account.MemberStore;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.audit.AuditStore;
import io.stairgate.console.keep.PersonCopyStore;
import io.stairgate.console.policy.AccessEntry;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.setting.SettingId;
import io.stairgate.console.setting.SettingStore;
import io.stairgate.console.web.Route;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A person's copy of what is kept about them: to read, to print, to take away. Any thread. */
final class CopyPage {
  private static final int LONGEST_NAME = 64;

  private final PersonCopyStore copies;
  private final AccountStore accounts;
  private final MemberStore members;
  private final SettingStore settings;
  private final PolicyFiles files;
  private final AuditStore audit;
  private final InstantSource clock;
  private final Frames frames;
  private final Moments moments;
  private final Templates templates;
  private final ObjectMapper json = new ObjectMapper();

  CopyPage(
      Pages.Sources sources,
      InstantSource clock,
      Frames frames,
      Moments moments,
      Templates templates) {
    this.copies = sources.copies();
    this.accounts = sources.accounts();
    this.members = sources.members();
    this.settings = sources.settings();
    this.files = sources.policyFiles();
    this.audit = sources.audit();
    this.clock = clock;
    this.frames = frames;
    this.moments = moments;
    this.templates = templates;
  }

  List<Route> routes() {
    Route.Proof fresh = Route.Proof.FRESH;
    String other = "/keeping/copy";
    return List.of(
        new Route.Person(HandlerType.GET, "/my/copy", Right.OWN, this::own),
        new Route.Person(HandlerType.GET, "/my/data.json", Right.OWN, this::download),
        new Route.Person(HandlerType.GET, other, Right.MANAGE_PEOPLE, fresh, this::form),
        new Route.Person(HandlerType.POST, other, Right.MANAGE_PEOPLE, fresh, this::make));
  }

  private List<CopyView.OfSetting> about(SignedIn who) {
    Set<SettingId> where = new LinkedHashSet<>();
    accounts.find(who.account()).map(Account::setting).ifPresent(where::add);
    where.addAll(members.settingsOf(who.account(), clock.instant()));
    List<CopyView.OfSetting> all = new ArrayList<>();
    for (SettingId setting : where) {
      List<PersonCopyStore.Found> found =
          new ArrayList<>(copies.copy(setting, Optional.of(who.account()), Optional.empty()));
      for (String name : laptopNames(setting, who.name())) {
        found.addAll(copies.copy(setting, Optional.empty(), Optional.of(name)));
      }
      all.add(new CopyView.OfSetting(name(setting), found));
    }
    return all;
  }

  /** The sign-in names that the register of access says are this person's, by the full name. */
  private List<String> laptopNames(SettingId setting, String person) {
    return files.current(setting).policy().access().stream()
        .filter(entry -> entry.person().equalsIgnoreCase(person) && !entry.shared())
        .map(AccessEntry::signInName)
        .distinct()
        .toList();
  }

  private String name(SettingId setting) {
    return settings.find(setting).map(Setting::name).orElse("");
  }

  private void own(Context context, SignedIn who) {
    noteOwn(who);
    page(
        context,
        new CopyView(
            frames.personal(who, "What is kept about me", "my"),
            Problems.NONE,
            true,
            "",
            made(who.name()),
            readable(about(who))));
  }

  private void noteOwn(SignedIn who) {
    audit.append(who.setting(), who.actor(), "own-data-downloaded", "person:" + who.account(), "");
  }

  private String made(String of) {
    return "%s, made on %s.".formatted(of, moments.of(clock.instant()).full());
  }

  /** The same with times as people write them; a file keeps them as programs do. */
  private List<CopyView.OfSetting> readable(List<CopyView.OfSetting> all) {
    return all.stream()
        .map(
            each ->
                new CopyView.OfSetting(
                    each.name(), each.parts().stream().map(this::readable).toList()))
        .toList();
  }

  private PersonCopyStore.Found readable(PersonCopyStore.Found part) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (Map<String, String> row : part.rows()) {
      Map<String, String> cells = new LinkedHashMap<>(row);
      cells.replaceAll((column, cell) -> readable(cell));
      rows.add(cells);
    }
    return new PersonCopyStore.Found(part.title(), rows, part.more());
  }

  private String readable(String cell) {
    if (cell.endsWith("Z")) {
      try {
        return moments.of(Instant.parse(cell)).full();
      } catch (DateTimeParseException e) {
        return cell;
      }
    }
    return cell;
  }

  private void page(Context context, CopyView view) {
    if (!view.problems().isEmpty()) {
      context.status(422);
    }
    templates.show(context, "copy.jte", "page", view);
  }

  private void download(Context context, SignedIn who) {
    noteOwn(who);
    Map<String, Object> data = new LinkedHashMap<>();
    accounts.find(who.account()).ifPresent(account -> data.put("account", facts(account)));
    data.put("settings", shape(about(who)));
    file(context, data, "my-data.json");
  }

  private static Map<String, String> facts(Account account) {
    UUID id = account.id();
    return Map.of(
        "id", id.toString(), "name", account.displayName(), "signInName", account.signInName());
  }

  private static List<Map<String, Object>> shape(List<CopyView.OfSetting> all) {
    List<Map<String, Object>> shaped = new ArrayList<>();
    for (CopyView.OfSetting each : all) {
      Map<String, Object> parts = new LinkedHashMap<>();
      each.parts().forEach(part -> parts.put(part.title(), part.rows()));
      shaped.add(Map.of("setting", each.name(), "kept", parts));
    }
    return shaped;
  }

  private void file(Context context, Map<String, Object> data, String name) {
    context.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
    try {
      context
          .contentType("application/json; charset=utf-8")
          .result(json.writerWithDefaultPrettyPrinter().writeValueAsString(data));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Text and lists are always JSON", e);
    }
  }

  private void form(Context context, SignedIn who) {
    page(context, other(who, Problems.NONE, "", "", List.of()));
  }

  private CopyView other(
      SignedIn who,
      Problems problems,
      String name,
      String made,
      List<CopyView.OfSetting> settings) {
    return new CopyView(
        frames
            .personal(who, "What is kept about a person", "policy")
            .withProblem(!problems.isEmpty()),
        problems,
        false,
        name,
        made,
        settings);
  }

  private void make(Context context, SignedIn who) {
    String name = Visits.field(context, "name").strip();
    if (name.isEmpty()
        || name.length() > LONGEST_NAME
        || name.chars().anyMatch(Character::isISOControl)) {
      Problems problems =
          Problems.of("name", "Type the name with which the person signs in to a laptop.");
      page(context, other(who, problems, "", "", List.of()));
      return;
    }
    List<CopyView.OfSetting> found =
        List.of(
            new CopyView.OfSetting(
                name(who.setting()),
                copies.copy(who.setting(), Optional.empty(), Optional.of(name))));
    audit.append(who.setting(), who.actor(), "person-copy-made", "account:" + name, "");
    if (Visits.field(context, "as").equals("file")) {
      file(context, Map.of("signInName", name, "settings", shape(found)), "data.json");
      return;
    }
    page(context, other(who, Problems.NONE, name, made(name), readable(found)));
  }
}
