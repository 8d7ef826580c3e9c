package io.stairgate.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.media.PermissionStep;
import io.stairgate.console.media.ScanReport;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.setting.SettingId;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of memory sticks as people use them. */
class StickPagesTest {
  private static final String WHY = "Photographs of the summer fair.";
  private static final String HOSTILE = "\"><script>alert(1)</script>\u202egnp.exe\u001b[2J";

  @TempDir Path data;

  @SuppressWarnings("NullAway.Init") // made before each test
  private WebFixture console;

  @SuppressWarnings("NullAway.Init") // made before each test
  private StickScene scene;

  @SuppressWarnings("NullAway.Init") // made before each test
  private Secret dsl;

  @SuppressWarnings("NullAway.Init") // made before each test
  private DeviceId blue;

  @BeforeEach
  void start() {
    console = new WebFixture(data);
    scene = new StickScene(console);
    dsl = console.person(console.setting, "Dee Lead", Role.DSL);
    blue = console.laptop(console.setting, "Blue Room");
  }

  @AfterEach
  void stop() {
    console.close();
  }

  private HttpResponse<String> get(Secret who, String path) {
    return new Browser(console).with(who).get(path);
  }

  private HttpResponse<String> post(Secret who, String path, Map<String, String> fields) {
    Map<String, String> all = new HashMap<>(fields);
    all.put("csrf", console.who(who).csrf());
    return new Browser(console).with(who).post(path, all);
  }

  private static String place(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    return answer.headers().firstValue("Location").orElse("");
  }

  private UUID asks(String serial) {
    return scene.asks(console.setting, blue, StickScene.stick(serial), "sam", WHY);
  }

  /** Allows a request in the ordinary way; the answer is the permission's page. */
  private String allow(UUID request) {
    String page = place(post(dsl, "/requests/" + request, Map.of("decision", "ordinary")));
    assertThat(page).matches("/permissions/[0-9a-f-]{36}\\?done=allowed");
    wrote("stick-permitted");
    return page.replace("?done=allowed", "");
  }

  private static UUID id(String page) {
    return UUID.fromString(page.substring(page.lastIndexOf('/') + 1));
  }

  /** The log says that the lead did it. */
  private void wrote(String act) {
    assertThat(console.audit.entries(console.setting, 0, 1_000))
        .anyMatch(entry -> entry.act().equals(act) && entry.actor().equals("Dee Lead"));
  }

  private Map<String, String> chosen(String... more) {
    Map<String, String> fields =
        new HashMap<>(
            Map.of(
                "decision", "chosen",
                "laptop", blue.toString(),
                "until", "today",
                "date", "",
                "mode", "read",
                "for", "account",
                "owner", "setting",
                "reason", ""));
    for (int i = 0; i < more.length; i += 2) {
      fields.put(more[i], more[i + 1]);
    }
    return fields;
  }

  @Test
  void a_request_is_on_the_first_page_and_allowed_with_one_button() {
    console.check(
        console.setting, blue, console.finding("encryption", "met", "watch", "It is so."));
    UUID request = asks("S1");
    assertThat(get(dsl, "/").body())
        .contains(
            "The laptop is protected. Somebody asks for a memory stick.",
            "Asked for",
            "sam asks to use a memory stick on Blue Room",
            WHY,
            "SanDisk Ultra, serial number S1",
            "id=\"decide-" + request + "\"",
            "href=\"/requests/" + request + "\"");
    assertThat(get(dsl, "/requests/" + request).body())
        .contains(
            "Allow: reading only, on Blue Room, until the end of today",
            "No, this is the first time",
            "Not known yet",
            "What they ask for",
            "Say no");
    String page = allow(request);
    assertThat(get(dsl, page + "?done=allowed").body())
        .contains(
            "Allowed. This page shows how it goes.",
            "Allowed: reading only, for sam, until the end of today.",
            "Blue Room does not know of it yet.",
            "data-step=\"Waits for the laptop\"",
            "Stop now");
    assertThat(get(dsl, "/").body()).doesNotContain("sam asks");
    assertThat(get(dsl, "/requests/" + request).body())
        .contains("Dee Lead allowed it", page, "See how it goes")
        .doesNotContain("Your decision");
    assertThat(get(dsl, "/laptops/" + blue).body()).contains("SanDisk Ultra", page);
  }

  @Test
  void the_page_of_a_permission_follows_every_step() {
    String page = allow(asks("S1"));
    UUID permission = id(page);
    scene.step(console.setting, blue, permission, PermissionStep.RECEIVED, "");
    assertThat(get(dsl, page).body())
        .contains("data-step=\"Ready\"", "is plugged in, it is scanned");
    scene.step(console.setting, blue, permission, PermissionStep.SCANNING, "");
    scene.scanning(console.setting, blue, permission, 300, 1000);
    assertThat(get(dsl, page).body())
        .contains(
            "data-step=\"Being scanned\"", "30%, 340 files so far", "max=\"100\" value=\"30\"");
    scene.scanned(
        console.setting, blue, permission, StickScene.report(ScanReport.Verdict.CLEAN, ""));
    scene.step(console.setting, blue, permission, PermissionStep.OPENED, "");
    assertThat(get(dsl, page).body())
        .contains(
            "data-step=\"Open\"",
            "Open since",
            "for sam",
            "Everything on it was scanned and nothing was found.",
            "340 files, 1.2 GB, in 12 seconds.",
            "Scanned with ClamAV 1.0.9, definitions 27500 of 20 November 2026.",
            "On Blue Room, for sam, reading only, after 3 seconds.");
    scene.step(console.setting, blue, permission, PermissionStep.CLOSED, "unplugged");
    assertThat(get(dsl, page).body())
        .contains("data-step=\"Ready\"", "It was taken out. When the memory stick is plugged in");
    assertThat(place(post(dsl, page + "/stop", Map.of()))).isEqualTo(page + "?done=stopped");
    wrote("stick-stopped");
    scene.step(console.setting, blue, permission, PermissionStep.ENDED, "stopped");
    assertThat(get(dsl, page).body())
        .contains("Dee Lead stopped it on", "data-step=\"Ended\"")
        .doesNotContain("Stop now");
    assertThat(get(dsl, "/permissions").body())
        .contains("No stick is allowed at the moment", "Ended", page);
  }

  @Test
  void malware_stays_shut_and_its_name_is_harmless() {
    String page = allow(asks("S1"));
    UUID permission = id(page);
    scene.step(console.setting, blue, permission, PermissionStep.SCANNING, "");
    scene.scanned(
        console.setting,
        blue,
        permission,
        StickScene.report(ScanReport.Verdict.INFECTED, "Eicar-Test-Signature" + HOSTILE));
    scene.step(console.setting, blue, permission, PermissionStep.FAILED, "infected");
    assertThat(get(dsl, page).body())
        .contains(
            "data-step=\"Stays shut\"",
            "Malware was found on it.",
            "do not plug it in anywhere",
            "Eicar-Test-Signature",
            "1 file with malware.")
        .doesNotContain("<script>alert", "\u202e", "\u001b");
  }

  @Test
  void what_was_not_scanned_is_told_with_why() {
    String page = allow(asks("S1"));
    UUID permission = id(page);
    scene.scanned(
        console.setting,
        blue,
        permission,
        StickScene.report(ScanReport.Verdict.NOT_FULLY_SCANNED, ""));
    scene.step(console.setting, blue, permission, PermissionStep.FAILED, "not-fully-scanned");
    assertThat(get(dsl, page).body())
        .contains(
            "Not everything on it could be scanned. It stays shut. If you know why and accept it",
            "Left out: 2 things, because a file is too large to scan and an archive needs a"
                + " password.");
  }

  @Test
  void to_say_no_needs_a_reason_and_holds() {
    UUID request = asks("S1");
    HttpResponse<String> wordless =
        post(dsl, "/requests/" + request, Map.of("decision", "refuse", "refuse", " "));
    assertThat(wordless.statusCode()).isEqualTo(422);
    assertThat(wordless.body()).contains("Say why not in one sentence", "Error: ");
    assertThat(
            place(
                post(
                    dsl,
                    "/requests/" + request,
                    Map.of("decision", "refuse", "refuse", "Use the shared folder."))))
        .isEqualTo("/requests/" + request + "?done=refused");
    assertThat(get(dsl, "/requests/" + request).body())
        .contains("Dee Lead said no", "Use the shared folder.");
    assertThat(post(dsl, "/requests/" + request, Map.of("decision", "ordinary")).statusCode())
        .isEqualTo(422);
    assertThat(get(dsl, "/permissions").body()).contains("Nobody asks for anything");
  }

  @Test
  void a_technician_suggests_and_who_decides_agrees_with_one_button() {
    Secret tech = console.person(console.setting, "Tech Nician", Role.TECHNICIAN);
    DeviceId red = console.laptop(console.setting, "Red Room");
    UUID request = asks("S1");
    assertThat(get(tech, "/").body()).contains("Look at it", "Dee Lead decides this.");
    assertThat(get(tech, "/requests/" + request).body())
        .contains("What would you suggest?", "Suggest: reading only", "Red Room")
        .doesNotContain("Your decision", "Say no");
    assertThat(post(tech, "/requests/" + request, Map.of("decision", "refuse")).statusCode())
        .isEqualTo(403);
    Map<String, String> week = chosen("until", "week", "reason", "It is for the whole week.");
    assertThat(place(post(tech, "/requests/" + request, week)))
        .isEqualTo("/requests/" + request + "?done=suggested");
    assertThat(get(tech, "/requests/" + request + "?done=suggested").body())
        .contains("Your suggestion is kept");
    assertThat(get(dsl, "/").body()).contains("Tech Nician suggests an answer.");
    assertThat(get(dsl, "/requests/" + request).body())
        .contains("Tech Nician suggests:", "Reading only, on Blue Room", "id=\"allow-suggested\"")
        .containsPattern("id=\"until-week\"[^>]*checked");
    assertThat(place(post(dsl, "/requests/" + request, Map.of("decision", "suggested"))))
        .startsWith("/permissions/");
    assertThat(get(dsl, "/laptops/" + red).body()).doesNotContain("SanDisk Ultra");
  }

  @Test
  void what_is_more_than_ordinary_needs_a_reason_and_a_fresh_proof_and_loses_nothing() {
    UUID request = asks("S1");
    String path = "/requests/" + request;
    Map<String, String> more =
        chosen("accept", "yes", "reason", "Our own video, which is 40 GB in size.");
    console.now.updateAndGet(now -> now.plus(Duration.ofMinutes(11)));
    HttpResponse<String> stale = post(dsl, path, more);
    assertThat(stale.statusCode()).isEqualTo(422);
    assertThat(stale.body())
        .contains(
            "show first that it is you",
            "/confirm?next=/permissions",
            "Our own video, which is 40 GB in size.")
        .containsPattern("id=\"accept\"[^>]*checked");
    assertThat(get(dsl, "/permissions").body()).contains("No stick is allowed at the moment");
    Secret fresh = console.person(console.setting, "Deb Deputy", Role.DEPUTY);
    HttpResponse<String> wordless = post(fresh, path, chosen("accept", "yes", "reason", ""));
    assertThat(wordless.statusCode()).isEqualTo(422);
    assertThat(wordless.body()).contains("id=\"reason-error\"");
    String page = place(post(fresh, path, more)).replace("?done=allowed", "");
    assertThat(get(dsl, page).body())
        .contains("It opens also if not everything could be scanned", "Our own video");
  }

  @Test
  void a_form_that_makes_no_sense_is_put_right_and_not_lost() {
    UUID request = asks("S1");
    String path = "/requests/" + request;
    HttpResponse<String> day = post(dsl, path, chosen("until", "date", "date", "soon"));
    assertThat(day.statusCode()).isEqualTo(422);
    assertThat(day.body()).contains("Choose the last day", "<title>Error: ");
    assertThat(post(dsl, path, chosen("until", "date", "date", "2199-01-01")).statusCode())
        .isEqualTo(422);
    assertThat(post(dsl, path, chosen("laptop", "none")).body()).contains("id=\"laptops-error\"");
    assertThat(post(dsl, path, Map.of("decision", "perhaps")).statusCode()).isEqualTo(400);
    assertThat(post(dsl, path, chosen("owner", "personal")).body())
        .contains("Your rules do not allow these at the moment.");
  }

  @Test
  void nobody_decides_about_the_laptop_they_use_themselves() {
    UUID me = console.who(dsl).account();
    post(dsl, "/laptops/" + blue + "/user", Map.of("user", me.toString()));
    console.person(console.setting, "Deb Deputy", Role.DEPUTY);
    UUID request = asks("S1");
    assertThat(get(dsl, "/requests/" + request).body())
        .contains("You use this laptop yourself, so you do not decide it. Deb Deputy decides this.")
        .doesNotContain("Your decision");
  }

  @Test
  void a_safeguarding_governor_decides_what_nobody_else_may() {
    UUID me = console.who(dsl).account();
    post(dsl, "/laptops/" + blue + "/user", Map.of("user", me.toString()));
    Secret governor = console.person(console.setting, "Sue Governor", Role.SAFEGUARDING_GOVERNOR);
    UUID request = asks("S1");
    assertThat(get(governor, "/waiting").body())
        .contains("sam asks to use", "/requests/" + request);
    assertThat(get(governor, "/requests/" + request).body()).contains("Your decision");
    String page = place(post(governor, "/requests/" + request, Map.of("decision", "ordinary")));
    assertThat(get(governor, page).statusCode()).isEqualTo(200);
    Secret staff = console.person(console.setting, "Sam Staff", Role.STAFF);
    assertThat(get(staff, "/requests/" + request).statusCode()).isEqualTo(404);
    assertThat(get(staff, page).statusCode()).isEqualTo(404);
  }

  @Test
  void another_setting_s_sticks_do_not_exist() {
    SettingId other = console.newSetting("Little Oaks Nursery");
    Secret theirs = console.person(other, "Other Lead", Role.DSL);
    UUID request = asks("S1");
    String page = allow(request);
    for (String path : List.of("/requests/" + request, page, "/sticks/" + stick())) {
      assertThat(get(theirs, path).statusCode()).as(path).isEqualTo(404);
      assertThat(get(theirs, path).body())
          .isEqualTo(get(theirs, path.replaceAll("[^/]+$", UUID.randomUUID().toString())).body());
    }
    assertThat(post(theirs, page + "/stop", Map.of()).statusCode()).isEqualTo(404);
    assertThat(post(theirs, "/requests/" + request, Map.of("decision", "ordinary")).statusCode())
        .isEqualTo(404);
    assertThat(get(theirs, "/sticks").body()).contains("No stick was plugged in so far.");
    assertThat(get(theirs, "/permissions").body()).doesNotContain("SanDisk");
    assertThat(get(theirs, "/sticks.csv").body()).doesNotContain("SanDisk");
  }

  private String stick() {
    String list = get(dsl, "/sticks").body();
    java.util.regex.Matcher found =
        java.util.regex.Pattern.compile("href=\"/sticks/([0-9a-f-]{36})\"").matcher(list);
    assertThat(found.find()).as(list).isTrue();
    return found.group(1);
  }

  @Test
  void the_register_is_searched_and_taken_away() {
    scene.blocked(console.setting, blue, StickScene.stick("S1"));
    scene.blocked(console.setting, blue, StickScene.named("=cmd|'/c calc'!A1", "=1+1"));
    allow(asks("S1"));
    assertThat(get(dsl, "/sticks").body()).contains("2 sticks, last seen first", "Allowed");
    assertThat(get(dsl, "/sticks?state=allowed").body())
        .contains("1 stick, last seen first", "S1")
        .doesNotContain("calc");
    assertThat(get(dsl, "/sticks?find=calc").body()).contains("1 stick, last seen first");
    assertThat(get(dsl, "/sticks?kind=phone").body()).contains("No stick fits.");
    assertThat(get(dsl, "/sticks?owner=personal").body()).contains("No stick fits.");
    assertThat(get(dsl, "/sticks?laptop=" + blue).body()).contains("2 sticks");
    HttpResponse<String> file = get(dsl, "/sticks.csv");
    assertThat(file.headers().firstValue("Content-Disposition").orElse(""))
        .contains("memory-sticks.csv");
    assertThat(file.body()).contains("\"'=1+1\"", "\"'=cmd|'/c calc'!A1\"", "\"S1\"");
    assertThat(console.audit.entries(console.setting, 0, 100))
        .anyMatch(entry -> entry.act().equals("sticks-downloaded"));
  }

  @Test
  void the_page_of_a_stick_tells_all_that_happened() {
    scene.blocked(console.setting, blue, StickScene.stick("S1"));
    console.now.updateAndGet(now -> now.plus(Duration.ofMinutes(1)));
    String page = allow(asks("S1"));
    scene.step(console.setting, blue, id(page), PermissionStep.OPENED, "");
    assertThat(get(dsl, "/sticks/" + stick()).body())
        .contains(
            "Plugged in and blocked",
            "Asked for",
            WHY,
            "Opened",
            "Allowed: reading only, for sam, until the end of today.",
            "0781:5581");
  }

  @Test
  void nothing_a_stick_or_a_person_says_becomes_markup() {
    scene.blocked(console.setting, blue, StickScene.named(HOSTILE, HOSTILE));
    UUID request =
        scene.asks(console.setting, blue, StickScene.named(HOSTILE, HOSTILE), HOSTILE, HOSTILE);
    List<String> paths =
        List.of(
            "/",
            "/permissions",
            "/requests/" + request,
            "/sticks",
            "/sticks/" + stick(),
            "/waiting",
            "/laptops/" + blue,
            "/sticks?find=%22%3E%3Cscript%3E",
            "/sticks.csv");
    for (String path : paths) {
      String body = get(dsl, path).body();
      assertThat(body).as(path).doesNotContain("\u202e", "\u001b");
      if (!path.endsWith(".csv")) {
        assertThat(body).as(path).doesNotContain("<script>alert", "\"><script>");
      }
    }
    String page = allow(request);
    assertThat(get(dsl, page).body())
        .contains("gnp.exe")
        .doesNotContain("<script>alert", "\u202e", "\u001b");
  }

  @Test
  void a_stick_without_a_serial_number_needs_a_closer_look() {
    UUID request = asks("");
    HttpResponse<String> page = get(dsl, "/requests/" + request);
    assertThat(page.body())
        .contains(
            "has no serial number, so it cannot be told from another of the same make",
            "This one needs a closer look",
            "Do you know which one it is?")
        .doesNotContain("id=\"allow\"");
    HttpResponse<String> unsure =
        post(dsl, "/requests/" + request, chosen("reason", "The one of the fire brigade."));
    assertThat(unsure.statusCode()).isEqualTo(422);
    assertThat(unsure.body()).contains("id=\"weak-error\"");
    assertThat(
            place(
                post(
                    dsl,
                    "/requests/" + request,
                    chosen("sure", "yes", "reason", "The one of the fire brigade."))))
        .startsWith("/permissions/");
  }

  @Test
  void own_sticks_are_looked_at_line_by_line_before_they_are_on_the_list() {
    assertThat(get(dsl, "/sticks/own").body()).contains("The list is empty.", "/sticks/own/add");
    Map<String, String> fields = new HashMap<>();
    fields.put("text", "serial,label,vendor,product\nOWN1,Office stick 1,0781,5581\nOWN2,,zz,1\n");
    fields.put("until", console.now.get().plus(Duration.ofDays(30)).toString().substring(0, 10));
    fields.put("mode", "encrypted");
    fields.put("where", "every");
    fields.put("reason", "Bought for the office in May.");
    fields.put("step", "look");
    HttpResponse<String> look = post(dsl, "/sticks/own/add", fields);
    assertThat(look.body())
        .contains(
            "What would happen",
            "1 stick would be on the list. 1 line cannot be used.",
            "Line 3:",
            "Put 1 stick on the list");
    assertThat(get(dsl, "/sticks/own").body()).contains("The list is empty.");
    fields.put("text", "serial,label,vendor,product\nOWN1,Office stick 1,0781,5581\n");
    fields.put("step", "save");
    assertThat(place(post(dsl, "/sticks/own/add", fields))).isEqualTo("/sticks/own?done=added");
    wrote("own-sticks-added");
    String list = get(dsl, "/sticks/own").body();
    assertThat(list)
        .contains("Office stick 1", "OWN1", "Reading and writing, if encrypted, on every laptop");
    java.util.regex.Matcher line =
        java.util.regex.Pattern.compile("/sticks/own/([0-9a-f-]{36})/end").matcher(list);
    assertThat(line.find()).isTrue();
    SettingId other = console.newSetting("Little Oaks Nursery");
    Secret theirs = console.person(other, "Other Lead", Role.DSL);
    assertThat(post(theirs, "/sticks/own/" + line.group(1) + "/end", Map.of()).statusCode())
        .isEqualTo(404);
    assertThat(place(post(dsl, "/sticks/own/" + line.group(1) + "/end", Map.of())))
        .isEqualTo("/sticks/own?done=ended");
    wrote("own-stick-ended");
    assertThat(get(dsl, "/sticks/own").body()).contains("Taken off the list", "The list is empty.");
  }

  @Test
  void own_sticks_of_a_technician_wait_for_who_decides() {
    Secret tech = console.person(console.setting, "Tech Nician", Role.TECHNICIAN);
    Map<String, String> fields =
        new HashMap<>(
            Map.of(
                "text", "serial\nOWN1\n",
                "until", console.now.get().plus(Duration.ofDays(30)).toString().substring(0, 10),
                "mode", "read",
                "where", "every",
                "reason", "Bought for the office in May.",
                "step", "save"));
    assertThat(place(post(tech, "/sticks/own/add", fields)))
        .isEqualTo("/sticks/own?done=suggested");
    assertThat(get(tech, "/sticks/own").body())
        .contains("Suggested, and waiting")
        .doesNotContain("Put it on the list");
    String list = get(dsl, "/sticks/own").body();
    java.util.regex.Matcher line =
        java.util.regex.Pattern.compile("name=\"line\" value=\"([0-9a-f-]{36})\"").matcher(list);
    assertThat(line.find()).as(list).isTrue();
    assertThat(place(post(dsl, "/sticks/own/confirm", Map.of("line", line.group(1)))))
        .isEqualTo("/sticks/own?done=confirmed");
    wrote("own-sticks-confirmed");
    assertThat(get(dsl, "/sticks/own").body()).doesNotContain("Suggested, and waiting");
  }

  @Test
  void a_call_is_answered_and_read_out_letter_by_letter() {
    Secret tech = console.person(console.setting, "Tech Nician", Role.TECHNICIAN);
    assertThat(get(dsl, "/telephone").body()).contains("The 8 characters it shows", "Blue Room");
    Map<String, String> call =
        Map.of(
            "laptop", "blue room",
            "challenge", "abcd-efgh",
            "kind", "today-reading-only",
            "reason", "Sam rang about the fair.");
    HttpResponse<String> told = post(dsl, "/telephone", call);
    assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
    assertThat(told.body())
        .contains("Read this out to Blue Room", "reading only, until the end of today")
        .containsPattern("<span>[0-9A-HJKMNP-TV-Z]{5}</span> <span>[0-9A-HJKMNP-TV-Z]{5}</span>")
        .containsPattern("<strong>.</strong> (as in|the number) ");
    wrote("telephone-answered");
    assertThat(post(dsl, "/telephone", call).body()).contains("Read this out to Blue Room");
    Map<String, String> wrong = new HashMap<>(call);
    wrong.put("challenge", "abc");
    assertThat(post(dsl, "/telephone", wrong).body()).contains("id=\"challenge-error\"", "abc");
    wrong.put("laptop", "Green Room");
    assertThat(post(dsl, "/telephone", wrong).body()).contains("No laptop here has this name");
    Map<String, String> wordless = new HashMap<>(call);
    wordless.put("challenge", "ABCD 2345");
    wordless.put("reason", "");
    assertThat(post(dsl, "/telephone", wordless).body()).contains("id=\"reason-error\"");
    assertThat(get(tech, "/telephone").body())
        .contains("Dee Lead decides this.")
        .doesNotContain("Show the answer");
    HttpResponse<String> technician = post(tech, "/telephone", call);
    assertThat(technician.body()).doesNotContain("Read this out");
  }

  @Test
  void an_alert_leads_to_the_request_for_its_stick() {
    console.stick(console.setting, blue, "S1", true);
    UUID request = asks("S1");
    assertThat(get(dsl, "/alerts").body())
        .contains("Look at the request for it", "href=\"/requests/" + request + "\"");
  }

  @Test
  void a_stick_nobody_asked_for_is_allowed_from_its_alert_with_one_button() {
    scene.blocked(console.setting, blue, StickScene.stick("S1"));
    console.stick(console.setting, blue, "S1", true);
    String alerts = get(dsl, "/alerts").body();
    java.util.regex.Matcher link =
        java.util.regex.Pattern.compile("href=\"(/alerts/[0-9a-f-]{36}/stick)\">Allow it")
            .matcher(alerts);
    assertThat(link.find()).as(alerts).isTrue();
    String page = place(get(dsl, link.group(1)));
    assertThat(page).isEqualTo("/sticks/" + stick() + "/allow/" + blue);
    assertThat(get(dsl, page).body())
        .contains(
            "Allow a memory stick on Blue Room?",
            "Nobody has asked for it on this laptop.",
            "Allow: reading only, on Blue Room, until the end of today")
        .doesNotContain("Say no", "Only for");
    Secret tech = console.person(console.setting, "Tech Nician", Role.TECHNICIAN);
    assertThat(get(tech, page).body()).contains("Dee Lead decides this.");
    assertThat(post(tech, page, Map.of("decision", "ordinary")).statusCode()).isEqualTo(403);
    String given = place(post(dsl, page, Map.of("decision", "ordinary")));
    assertThat(get(dsl, given).body())
        .contains("Allowed: reading only, for whoever sits there, until the end of today.");
    assertThat(post(dsl, "/sticks/" + UUID.randomUUID() + "/allow/" + blue, Map.of()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void a_permission_is_given_anew_with_other_terms() {
    String page = allow(asks("S1"));
    assertThat(get(dsl, page).body()).contains("Change or extend it", page + "/change");
    assertThat(get(dsl, page + "/change").body())
        .contains("takes the place of the permission before", "Allow what I chose")
        .doesNotContain("id=\"allow\"");
    String next = place(post(dsl, page + "/change", chosen("until", "week")));
    assertThat(next).startsWith("/permissions/").doesNotContain(page);
    wrote("stick-extended");
    assertThat(get(dsl, page).body())
        .contains("Dee Lead stopped it on")
        .doesNotContain("Change or");
    assertThat(post(dsl, page + "/change", chosen()).statusCode()).isEqualTo(422);
  }

  @Test
  void whose_a_stick_is_can_be_said_and_the_register_sorted_by_it() {
    scene.blocked(console.setting, blue, StickScene.stick("S1"));
    String page = "/sticks/" + stick();
    assertThat(post(dsl, page, Map.of("owner", "nobody")).statusCode()).isEqualTo(400);
    assertThat(place(post(dsl, page, Map.of("owner", "setting")))).isEqualTo(page + "?done=owner");
    wrote("stick-owner-set");
    assertThat(get(dsl, page).body()).contains("/sticks/own/add?serial=S1&amp;vendor=0781");
    assertThat(get(dsl, "/sticks/own/add?serial=S1&vendor=0781&product=5581").body())
        .contains("S1,,0781,5581");
    scene.blocked(console.setting, blue, StickScene.named("S2", "Aardvark Stick"));
    assertThat(get(dsl, "/sticks?sort=name").body())
        .containsPattern("(?s)Aardvark Stick.*SanDisk Ultra")
        .contains("2 sticks, by name");
    assertThat(get(dsl, "/sticks?sort=owner").body())
        .containsPattern("(?s)SanDisk Ultra.*Aardvark Stick");
    String today = console.now.get().toString().substring(0, 10);
    String past = console.now.get().minus(Duration.ofDays(3)).toString().substring(0, 10);
    assertThat(get(dsl, "/sticks?from=" + past + "&to=" + today).body()).contains("2 sticks");
    assertThat(get(dsl, "/sticks?to=" + past).body()).contains("No stick fits.");
    assertThat(get(dsl, "/sticks?from=soon").body()).contains("Write the day like 2026-11-03.");
    assertThat(get(dsl, "/sticks.csv?to=" + past).body()).doesNotContain("SanDisk");
  }
}
