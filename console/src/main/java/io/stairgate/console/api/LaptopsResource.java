package io.stairgate.console.api;

import io.stairgate.console.account.Right;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.DeviceStore;
import io.stairgate.console.device.Finding;
import io.stairgate.console.device.FindingStore;
import io.stairgate.console.device.Laptop;
import io.stairgate.console.device.LaptopQuestion;
import io.stairgate.console.enrolment.Laptops;
import io.stairgate.console.policy.LaptopGroup;
import io.stairgate.console.policy.Marks;
import io.stairgate.console.policy.PolicyFiles;
import io.stairgate.console.policy.SettingPolicy;
import io.stairgate.console.web.RefusedException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Laptops and what was proved about them. */
final class LaptopsResource {
  private static final int LONGEST_NICKNAME = 64;
  private static final List<Operation.Query> QUERIES =
      Stream.concat(
              Operation.PAGING.stream(),
              Stream.of(
                  new Operation.Query(
                      "find", "A part of nickname, room, make, model or serial number."),
                  new Operation.Query(
                      "health", "Only these: attention, not-seen, first-check or protected."),
                  new Operation.Query("room", "Only of this room; empty: of none."),
                  new Operation.Query("group", "Only of this group of the policy."),
                  new Operation.Query("rule", "Only where this rule wants attention.")))
          .toList();

  private final DeviceStore devices;
  private final FindingStore findings;
  private final Laptops laptops;
  private final PolicyFiles policies;
  private final InstantSource clock;

  LaptopsResource(
      DeviceStore devices,
      FindingStore findings,
      Laptops laptops,
      PolicyFiles policies,
      InstantSource clock) {
    this.devices = devices;
    this.findings = findings;
    this.laptops = laptops;
    this.policies = policies;
    this.clock = clock;
  }

  List<Operation> operations() {
    return List.of(
        Operation.get(
            "/laptops",
            Right.LOOK,
            "Lists the laptops and what was proved about each.",
            QUERIES,
            Page.class,
            this::page),
        Operation.get("/laptops/{laptop}", Right.LOOK, "Shows one laptop.", One.class, this::one),
        Operation.put(
            "/laptops/{laptop}/nickname",
            Right.RENAME,
            "Gives a laptop another name.",
            Nickname.class,
            One.class,
            this::rename),
        Operation.put(
            "/laptops/{laptop}/room",
            Right.RENAME,
            "Says where a laptop is used.",
            Room.class,
            One.class,
            this::setRoom),
        Operation.forPeople(
            "/laptops/{laptop}/return",
            Right.LET_RETURN,
            "Lets a laptop back in that was away for long."),
        Operation.forPeople(
            "/laptops/{laptop}/same",
            Right.LET_RETURN,
            "Says that a laptop is one that was here before."));
  }

  record Page(List<One> laptops, @Nullable String next) {
    Page {
      laptops = List.copyOf(laptops);
    }
  }

  record One(
      String id,
      String nickname,
      @Nullable String room,
      String health,
      @Nullable Instant lastSeenAt,
      boolean connected,
      Instant enrolledAt,
      String make,
      String model,
      String serial,
      String system,
      String systemVersion,
      String agentVersion,
      List<Found> findings) {
    One {
      findings = List.copyOf(findings);
    }
  }

  record Found(
      String rule,
      String state,
      @Nullable String reason,
      String hold,
      @Nullable String holdReason,
      String stage,
      Instant since,
      Instant provedAt,
      String sentence,
      List<Fact> evidence,
      List<String> wouldChange,
      boolean canEnforce) {
    Found {
      evidence = List.copyOf(evidence);
      wouldChange = List.copyOf(wouldChange);
    }
  }

  record Fact(String key, String value) {}

  record Nickname(@Nullable String nickname) {}

  record Room(@Nullable String room) {}

  private Reply page(Call call) {
    int limit = call.limit();
    LaptopQuestion question = question(call);
    List<Laptop> page =
        devices.page(call.setting(), question, call.afterId().map(DeviceId::new), limit + 1);
    List<Laptop> shown = page.size() > limit ? page.subList(0, limit) : page;
    Map<DeviceId, List<Finding>> proved =
        findings.findings(call.setting(), shown.stream().map(Laptop::id).toList());
    return Reply.of(
        new Page(
            shown.stream()
                .map(laptop -> one(laptop, question, proved.getOrDefault(laptop.id(), List.of())))
                .toList(),
            page.size() > limit ? shown.getLast().id().toString() : null));
  }

  private LaptopQuestion question(Call call) {
    SettingPolicy policy = policies.held(call.setting());
    Marks marks = Marks.of(policy, clock.instant());
    return new LaptopQuestion(
        call.query("find").orElse("").strip(),
        switch (call.query("health").orElse("")) {
          case "" -> LaptopQuestion.Show.ALL;
          case "attention" -> LaptopQuestion.Show.ATTENTION;
          case "not-seen" -> LaptopQuestion.Show.UNSEEN;
          case "first-check" -> LaptopQuestion.Show.NEW;
          case "protected" -> LaptopQuestion.Show.PROTECTED;
          default ->
              throw RefusedException.badRequest(
                  "\"health\" is attention, not-seen, first-check or protected.");
        },
        call.query("room"),
        call.query("rule").filter(rule -> !rule.isEmpty()),
        call.query("group").map(group -> group(policy, group)),
        LaptopQuestion.Sort.NAME,
        marks.heardSince(),
        marks.newSince());
  }

  private static Set<DeviceId> group(SettingPolicy policy, String name) {
    return Optional.ofNullable(policy.groups().get(name))
        .map(LaptopGroup::laptops)
        .orElse(Set.of());
  }

  private Reply setRoom(Call call) {
    DeviceId id = new DeviceId(call.id("laptop"));
    String given = call.body(Room.class).room();
    String room = given == null ? "" : given.strip();
    if (room.length() > LONGEST_NICKNAME || room.chars().anyMatch(Character::isISOControl)) {
      throw Json.wrong("room", "Give a room of at most 64 characters, or none.");
    }
    if (!laptops.setRoom(call.setting(), id, room, call.actor())) {
      throw RefusedException.notFound();
    }
    return Reply.of(one(call, id));
  }

  private Reply one(Call call) {
    return Reply.of(one(call, new DeviceId(call.id("laptop"))));
  }

  private One one(Call call, DeviceId id) {
    Laptop laptop = devices.laptop(call.setting(), id).orElseThrow(RefusedException::notFound);
    return one(laptop, question(call), findings.findings(call.setting(), id));
  }

  private Reply rename(Call call) {
    DeviceId id = new DeviceId(call.id("laptop"));
    String given = call.body(Nickname.class).nickname();
    String nickname = given == null ? "" : given.strip();
    if (nickname.isEmpty()
        || nickname.length() > LONGEST_NICKNAME
        || nickname.chars().anyMatch(Character::isISOControl)) {
      throw Json.wrong("nickname", "Give the laptop a name of 1 to 64 characters.");
    }
    if (!laptops.rename(call.setting(), id, nickname, call.actor())) {
      throw RefusedException.notFound();
    }
    return Reply.of(one(call, id));
  }

  private static String health(Laptop laptop, LaptopQuestion now) {
    return switch (LaptopQuestion.Show.of(
        laptop, laptop.care(), now.heardSince(), now.newSince())) {
      case UNSEEN -> "not-seen";
      case NEW -> "first-check";
      case PROTECTED -> "protected";
      case ALL, ATTENTION -> "attention";
    };
  }

  private static One one(Laptop laptop, LaptopQuestion now, List<Finding> proved) {
    return new One(
        laptop.id().toString(),
        laptop.nickname(),
        text(laptop.room()),
        health(laptop, now),
        laptop.lastSeenAt().orElse(null),
        laptop.connected(),
        laptop.enrolledAt(),
        laptop.make(),
        laptop.model(),
        laptop.serial(),
        laptop.system(),
        laptop.systemVersion(),
        laptop.agentVersion(),
        proved.stream().map(LaptopsResource::found).toList());
  }

  private static Found found(Finding finding) {
    return new Found(
        finding.rule(),
        finding.state(),
        text(finding.reason()),
        finding.hold(),
        text(finding.holdReason()),
        finding.stage(),
        finding.since(),
        finding.provedAt(),
        finding.sentence(),
        finding.evidence().stream().map(each -> new Fact(each.key(), each.value())).toList(),
        finding.wouldChange(),
        finding.canEnforce());
  }

  private static @Nullable String text(String text) {
    return text.isEmpty() ? null : text;
  }
}
