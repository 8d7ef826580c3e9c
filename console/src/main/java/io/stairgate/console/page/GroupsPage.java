package io.stairgate.console.page;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.stairgate.console.account.Right;
import io.stairgate.console.account.SignedIn;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.policy.GroupWish;
import io.stairgate.console.policy.KeptPolicy;
import io.stairgate.console.policy.LaptopGroup;
import io.stairgate.console.policy.LaptopNames;
import io.stairgate.console.policy.PolicyChange;
import io.stairgate.console.policy.PolicyDiff;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.PolicyOutcome;
import io.stairgate.console.policy.Rule;
import io.stairgate.console.policy.RuleScope;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.web.RefusedException;
import io.stairgate.console.web.Route;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Groups of laptops that share rules of their own: to make one, to call it otherwise, to say which
 * laptops are in it, to end it. In two steps: what would change, then why. Any thread.
 *
 * <p>Over 300 lines because the two steps and the refusals between them show one page.
 */
final class GroupsPage {
  private static final String REASON = "reason";

  private final PolicyFiles files;
  private final InstantSource clock;
  private final Frames frames;
  private final Templates templates;

  GroupsPage(PolicyFiles files, InstantSource clock, Frames frames, Templates templates) {
    this.files = files;
    this.clock = clock;
    this.frames = frames;
    this.templates = templates;
  }

  List<Route> routes() {
    return List.of(
        new Route.Person(HandlerType.GET, "/groups", Right.SEE_POLICY, this::list),
        new Route.Person(HandlerType.GET, "/groups/one", Right.PROPOSE_POLICY, this::show),
        new Route.Person(HandlerType.POST, "/groups/one", Right.PROPOSE_POLICY, this::change));
  }

  private void list(Context context, SignedIn who) {
    SettingPolicy policy = files.current(who.setting()).policy();
    LaptopNames names = files.laptops(who.setting());
    templates.show(
        context,
        "groups.jte",
        "page",
        new GroupsView(
            frames.signedIn(who, "Groups of laptops", "laptops"),
            Visits.parameter(context, "done").equals("changed") ? "Saved." : "",
            policy.groups().values().stream().map(group -> row(group, names)).toList(),
            who.may(Right.PROPOSE_POLICY)));
  }

  private static GroupsView.Row row(LaptopGroup group, LaptopNames names) {
    return new GroupsView.Row(
        group.name(),
        group.laptops().isEmpty()
            ? "No laptops yet"
            : String.join(
                    ", ",
                    group.laptops().stream()
                        .map(names::nickname)
                        .sorted(String.CASE_INSENSITIVE_ORDER)
                        .limit(12)
                        .toList())
                + (group.laptops().size() > 12
                    ? " and %d more".formatted(group.laptops().size() - 12)
                    : ""),
        group.rules().keySet().stream().map(Rule::title).toList(),
        new RuleScope.InGroup(group.name()).code());
  }

  /**
   * What stands in the form.
   *
   * @param was the group's name; empty: a new one
   * @param name as typed
   * @param laptops chosen
   * @param reason as typed
   */
  private record Form(String was, String name, Set<DeviceId> laptops, String reason) {
    String mark() {
      List<String> ids = laptops.stream().map(DeviceId::toString).sorted().toList();
      return Integer.toHexString((was + '\n' + name + ids).hashCode());
    }
  }

  private void show(Context context, SignedIn who) {
    String name = Visits.parameter(context, "name");
    KeptPolicy current = files.current(who.setting());
    Set<DeviceId> laptops =
        name.isEmpty()
            ? Set.of()
            : Optional.ofNullable(current.policy().groups().get(name))
                .map(LaptopGroup::laptops)
                .orElseThrow(RefusedException::notFound);
    page(context, who, current, new Form(name, name, laptops, ""), Problems.NONE, Optional.empty());
  }

  private void change(Context context, SignedIn who) {
    KeptPolicy current = files.current(who.setting());
    LaptopNames names = files.laptops(who.setting());
    Form form =
        new Form(
            Visits.field(context, "was"),
            Visits.field(context, "name").strip(),
            chosen(context, names),
            Visits.field(context, REASON).strip());
    String step = Visits.field(context, "step");
    boolean ends = step.equals("end") || step.equals("end-now");
    if (!ends && form.name().isEmpty()) {
      page(
          context,
          who,
          current,
          form,
          Problems.of("name", "Give the group a name."),
          Optional.empty());
      return;
    }
    SettingPolicy wanted;
    try {
      wanted =
          new GroupWish(
                  Optional.of(form.was()).filter(name -> !name.isEmpty()),
                  ends ? Optional.empty() : Optional.of(form.name()),
                  form.laptops())
              .on(current.policy());
    } catch (IllegalArgumentException e) {
      Problems problems = Problems.of("name", "This does not fit: " + e.getMessage() + ".");
      page(context, who, current, form, problems, Optional.empty());
      return;
    }
    boolean seen = Visits.field(context, "seen").equals(form.mark() + (ends ? "-end" : ""));
    if (seen && (step.equals("save") || step.equals("end-now"))) {
      save(context, who, current, form, wanted);
    } else if (wanted.equals(current.policy())) {
      Problems problems = Problems.of("name", "It is so already. Change something, or leave it.");
      page(context, who, current, form, problems, Optional.empty());
    } else {
      page(context, who, current, form, Problems.NONE, Optional.of(new Wanted(wanted, ends)));
    }
  }

  private record Wanted(SettingPolicy policy, boolean ends) {}

  private static Set<DeviceId> chosen(Context context, LaptopNames names) {
    Set<DeviceId> all = new HashSet<>();
    List<String> sent = context.formParams("laptop");
    if (sent.size() > LaptopGroup.MOST_LAPTOPS) {
      throw RefusedException.badRequest("A group has at most 5,000 laptops. Choose fewer.");
    }
    for (String one : sent) {
      DeviceId id =
          Visits.uuid(one)
              .map(DeviceId::new)
              .filter(names::knows)
              .orElseThrow(
                  () ->
                      RefusedException.badRequest(
                          "One of these laptops is not here any more. Load the page again."));
      all.add(id);
    }
    return all;
  }

  private void save(
      Context context, SignedIn who, KeptPolicy current, Form form, SettingPolicy wanted) {
    boolean looser = PolicyDiff.loosens(files.diff(who.setting(), wanted));
    boolean ends = Visits.field(context, "step").equals("end-now");
    Optional<Long> base =
        Optional.of(Visits.large(Visits.field(context, "base")).orElse(current.version()));
    PolicyOutcome outcome =
        PolicyChangePage.decided(
            PolicyChangePage.showsFirst(who, looser, clock.instant()),
            () -> files.change(who.setting(), who.actor(), wanted, base, form.reason()));
    switch (outcome) {
      case PolicyOutcome.Refused(String sentence) ->
          page(
              context,
              who,
              current,
              form,
              Problems.of(REASON, sentence),
              Optional.of(new Wanted(wanted, ends)));
      case PolicyOutcome.Proposed proposed ->
          Visits.goTo(context, "/policy/proposals/" + proposed.proposal() + "?done=asked");
      case PolicyOutcome.Applied _, PolicyOutcome.NothingChanged _, PolicyOutcome.TurnedDown _ ->
          Visits.goTo(context, "/groups?done=changed");
    }
  }

  private void page(
      Context context,
      SignedIn who,
      KeptPolicy current,
      Form form,
      Problems problems,
      Optional<Wanted> wanted) {
    if (!problems.isEmpty()) {
      context.status(422);
    }
    LaptopNames names = files.laptops(who.setting());
    List<PolicyChange> changes =
        wanted
            .map(each -> PolicyDiff.between(current.policy(), each.policy(), names))
            .orElse(List.of());
    boolean looser = PolicyDiff.loosens(changes);
    boolean ends = wanted.filter(Wanted::ends).isPresent();
    templates.show(
        context,
        "group.jte",
        "page",
        new GroupView(
            frames
                .signedIn(
                    who, form.was().isEmpty() ? "A new group" : "Group " + form.was(), "laptops")
                .withProblem(!problems.isEmpty()),
            problems,
            form.was(),
            form.name(),
            LaptopList.choices(names, form.laptops()),
            current.version(),
            wanted.isPresent() ? form.mark() + (ends ? "-end" : "") : "",
            wanted.isPresent(),
            ends,
            changes,
            PolicyChangePage.follows(who, looser),
            PolicyChangePage.showsFirst(who, looser, clock.instant()),
            form.reason()));
  }
}
