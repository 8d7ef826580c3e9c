package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.SeededMany;
import io.stairgate.console.SeededSetting;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.alert.AlertKind;
import io.stairgate.console.alert.NewAlert;
import io.stairgate.console.calendar.Calendar;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first page, the list, one laptop and many settings, as a lead and a provider see them. */
class DashboardTest {
  private static final Pattern HEADING = Pattern.compile("(?s)<h1>(.*?)</h1>");

  @TempDir Path folder;
  private WebFixture console;
  private SeededSetting seeded;
  private Browser lead;

  @BeforeEach
  void start() {
    console = new WebFixture(folder);
    seeded = SeededSetting.week(console);
    lead = new Browser(console).with(seeded.session(Role.DSL));
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private String words(String path) {
    var answer = lead.get(path);
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    return answer.body().replaceAll("(?s)<[^>]*>", " ").replaceAll("\\s+", " ");
  }

  private static String heading(String body) {
    Matcher matcher = HEADING.matcher(body);
    assertThat(matcher.find()).isTrue();
    return matcher.group(1).strip();
  }

  /** Looks at another time: sessions and signs of life are of then. */
  private void at(String time) {
    console.now.set(Instant.parse(time));
    Secret later = console.person(console.setting, "Later Lead", Role.DSL);
    lead = new Browser(console).with(later);
  }

  @Test
  void the_first_page_says_how_it_is_and_what_to_do_one_row_for_each_cause() {
    String body = lead.get("/").body();

    assertThat(heading(body)).isEqualTo("4 of 12 laptops need attention.");
    assertThat(body.split("<li class=\"todo\">", -1)).as("at most five").hasSizeLessThan(7);
    assertThat(words("/"))
        .contains("3 laptops", "Baby Room 2, Front Desk and Garden Room.")
        .contains("Baby Room 2")
        .contains("Last checked 4 minutes ago");
  }

  @Test
  void in_a_holiday_it_says_until_when_and_nothing_counts_as_not_seen() {
    at("2026-12-29T10:00:00Z");

    assertThat(words("/"))
        .contains("Closed until 5 January 2027.", "no laptop counts as not seen")
        .doesNotContain("Switch on");
    assertThat(words("/laptops?show=unseen")).contains("No laptop fits.");
  }

  @Test
  void after_it_silence_is_counted_in_open_days() {
    at("2027-01-06T10:00:00Z");

    assertThat(words("/")).contains("Switch on 12 laptops and connect it");
    assertThat(heading(lead.get("/").body())).isEqualTo("12 of 12 laptops need attention.");
  }

  @Test
  void a_calendar_without_days_asks_for_them() {
    var _ =
        console.policyFiles.change(
            console.setting,
            new io.stairgate.console.audit.Actor.Console(),
            policy ->
                policy.with(
                    Calendar.DEFAULT.with(
                        List.of(SeededSetting.CALENDAR.terms().getFirst()), List.of())),
            "Only the first term is known.");
    at("2027-02-10T10:00:00Z");

    assertThat(lead.get("/").body())
        .contains("<a href=\"/calendar\">Enter the dates of the next term</a>");
    assertThat(words("/calendar")).contains("Change the calendar");
  }

  private void task(SettingId setting, AlertKind kind, String end) {
    console.database.useTransaction(
        tx ->
            console.alerts.raise(
                tx,
                new NewAlert(
                        setting,
                        Optional.empty(),
                        kind.code(),
                        "termly",
                        kind.code() + " " + end,
                        Optional.empty(),
                        "The sentence of the task.",
                        console.now.get(),
                        console.now.get())
                    .whichMayEnd("term:" + end, Duration.ZERO)));
  }

  @Test
  void what_a_term_asks_for_is_something_to_do_with_its_day_until_it_is_done() {
    SettingId fresh = console.newSetting("Elm Nursery");
    lead = new Browser(console).with(console.person(fresh, "Dee Lead", Role.DSL));
    DeviceId blue = console.laptop(fresh, "Blue Room");
    console.check(
        fresh,
        blue,
        console.finding("encryption", "met", "watch", "Encrypted."),
        console.finding("filtering-check", "not-applicable", "watch", "Nobody set it up."));
    for (AlertKind kind :
        List.of(AlertKind.TERM_REPORT, AlertKind.TERM_FILTERING, AlertKind.TERM_CALENDAR)) {
      task(fresh, kind, "2099-12-18");
    }
    assertThat(words("/"))
        .contains(
            "Report to your governors",
            "By 18 December 2099. How the laptops are",
            "Try the web filter on a laptop",
            "2 things to do.")
        .as("they are tasks, not alerts, and what follows the term is known")
        .doesNotContain("Alerts to look at", "Enter the dates of the next term");
    console.check(
        fresh,
        blue,
        console.finding("encryption", "met", "watch", "Encrypted."),
        console.finding("filtering-check", "met", "watch", "The page was blocked."));
    assertThat(words("/")).contains("1 thing to do.").doesNotContain("Try the web filter");
    assertThat(words("/alerts?class=termly")).contains("Report to your governors");
  }

  @Test
  void laptops_added_today_wait_for_their_first_check_and_need_no_attention() {
    SettingId fresh = console.newSetting("Elm Nursery");
    Secret dee = console.person(fresh, "Dee Lead", Role.DSL);
    lead = new Browser(console).with(dee);
    assertThat(heading(lead.get("/").body())).isEqualTo("No laptops yet. Add the first one.");
    DeviceId blue = console.laptop(fresh, "Blue Room");
    DeviceId red = console.laptop(fresh, "Red Room");
    assertThat(heading(lead.get("/").body()))
        .isEqualTo("All 2 laptops are added. Their first checks are pending.");
    console.check(fresh, blue, console.finding("encryption", "met", "watch", "Encrypted."));
    assertThat(heading(lead.get("/").body()))
        .isEqualTo("1 of 2 laptops is protected. First check pending on 1.");
    assertThat(words("/laptops?show=new")).contains("Red Room", "First check pending");
    console.check(fresh, red, console.finding("encryption", "met", "watch", "Encrypted."));
    assertThat(heading(lead.get("/").body()))
        .isEqualTo("All 2 laptops are protected. Nothing to do.");
  }

  @Test
  void a_first_check_that_does_not_come_for_a_day_is_something_to_do() {
    SettingId fresh = console.newSetting("Elm Nursery");
    var _ = console.laptop(fresh, "Blue Room");
    console.now.updateAndGet(now -> now.plus(Duration.ofHours(25)));
    lead = new Browser(console).with(console.person(fresh, "Dee Lead", Role.DSL));

    assertThat(heading(lead.get("/").body())).isEqualTo("The laptop needs attention.");
    assertThat(words("/")).contains("Find out why Blue Room has not reported yet");
  }

  @Test
  void the_list_is_narrowed_by_room_group_rule_and_state() {
    assertThat(words("/laptops")).contains("12 laptops, by name", "Rooms", "Pre-school");
    assertThat(words("/laptops?room=Baby+room")).contains("2 laptops, by name");
    assertThat(words("/laptops?room=-")).contains("1 laptop, by name", "Spare");
    assertThat(words("/laptops?group=Baby+rooms")).contains("2 laptops, by name");
    assertThat(words("/laptops?group=Nobody")).contains("No laptop fits.");
    assertThat(words("/laptops?rule=encryption")).contains("1 laptop, by name", "Baby Room 2");
    assertThat(words("/laptops?show=unseen")).contains("1 laptop, by name", "Spare");
    assertThat(words("/laptops?find=baby&sort=state"))
        .contains("2 laptops, what needs attention first");
    assertThat(words("/laptops?find=%25")).as("no pattern of the database").contains("No laptop");
  }

  @Test
  void the_file_has_the_same_laptops_and_no_time_of_day() {
    String csv = lead.get("/laptops.csv?room=Baby+room").body();

    assertThat(csv.lines()).hasSize(3);
    assertThat(csv)
        .contains("\"Baby Room 2\",\"Baby room\",\"Needs attention\"", "\"19 November 2026\"")
        .doesNotContain("10:36", "Connected");
  }

  @Test
  void the_room_is_changed_where_the_name_is() {
    String own = "/laptops/" + seeded.laptop("Spare");
    Secret dee = seeded.session(Role.DSL);
    var answer =
        new Browser(console)
            .with(dee)
            .post(
                own + "/name",
                Map.of("csrf", console.who(dee).csrf(), "nickname", "Spare", "room", "Hall"));

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(console.devices.laptop(console.setting, seeded.laptop("Spare")).orElseThrow().room())
        .isEqualTo("Hall");
    assertThat(words(own)).contains("Room Hall");
  }

  @Test
  void one_laptop_tells_what_happened_and_never_who_was_there() {
    String red = words("/laptops/" + seeded.laptop("Red Room"));

    assertThat(red)
        .contains("What happened")
        .contains("was plugged in and blocked.")
        .contains("Somebody reported something here.")
        .contains("somebody changed “the firewall is on”. It was put back.")
        .contains("18 November 2026 at 11:20am");
    String happened = red.substring(red.indexOf("It says nothing of who was there"));
    assertThat(happened).doesNotContain("ben", "Ben Frost", "I typed it while");
  }

  @Test
  void what_happened_before_is_a_page_away_and_nothing_is_left_out() {
    DeviceId blue = seeded.laptop("Blue Room");
    for (int i = 0; i < 70; i++) {
      console.now.updateAndGet(now -> now.plusSeconds(60));
      console.check(
          console.setting,
          blue,
          console.finding("updates", i % 2 == 0 ? "not-met" : "met", "watch", "Change " + i));
    }
    lead = new Browser(console).with(console.person(console.setting, "Later Lead", Role.DSL));
    int pages = 0;
    int rows = 0;
    Optional<String> next = Optional.of("/laptops/" + blue);
    while (next.isPresent() && pages < 20) {
      String body = lead.get(next.get()).body();
      String part = body.substring(body.indexOf("id=\"timeline\""));
      rows += part.split(": now ", -1).length - 1;
      Matcher earlier = Pattern.compile("href=\"([^\"]*before=[^\"#]*)").matcher(part);
      next = earlier.find() ? Optional.of(earlier.group(1)) : Optional.empty();
      pages++;
    }
    assertThat(pages).isBetween(3, 19);
    assertThat(rows).isGreaterThanOrEqualTo(70);
    assertThat(lead.get("/laptops/" + blue + "?before=nonsense").statusCode()).isEqualTo(200);
  }

  @Test
  void many_settings_are_a_table_with_what_needs_attention_first() {
    Secret dev = seeded.session(Role.PROVIDER);
    var _ =
        SeededMany.provider(console.database, console.now.get(), 20, 3, console.who(dev).account());
    lead = new Browser(console).with(dev);

    String all = words("/settings");
    assertThat(all)
        .contains("settings need attention.", "21 settings, what needs attention first")
        .contains("Act now", "All well", "1 alert to act on now");
    assertThat(all.indexOf("Act now")).isLessThan(all.indexOf("All well"));
    assertThat(words("/settings?show=well")).doesNotContain("Act now");
    assertThat(words("/settings?find=acorn&sort=name")).contains("1 setting, by name", "Acorn");
    assertThat(words("/settings?find=nothing-like-it")).contains("No setting fits.");
    assertThat(all)
        .as("nothing of what anybody reported")
        .doesNotContain("worries", "concern at", "password may be known");
  }
}
