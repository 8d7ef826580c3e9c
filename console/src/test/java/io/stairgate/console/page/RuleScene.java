package io.stairgate.console.page;

import io.stairgate.console.WebFixture;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.device.Finding;
import io.stairgate.console.news.ConcernKind;
import io.stairgate.console.news.ConcernNews;
import io.stairgate.console.news.DriftNews;
import io.stairgate.console.news.EntryName;
import io.stairgate.console.news.NoticeNews;
import io.stairgate.console.news.ProgramsNews;
import io.stairgate.console.setting.SettingId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Laptops that tell of every rule and of what else they tell, as their journals would. */
final class RuleScene {
  private final WebFixture console;
  private final UUID epoch = UUID.randomUUID();
  private long sequence;

  RuleScene(WebFixture console) {
    this.console = console;
  }

  private EntryName entry(DeviceId laptop, Instant at) {
    return new EntryName(laptop, epoch, ++sequence, at);
  }

  /** A finding with what putting it right would change. */
  Finding finding(
      String rule, String state, String reason, String stage, String sentence, String... changes) {
    return new Finding(
        rule,
        state,
        reason,
        state.equals("met") ? stage.equals("enforce") ? "by-agent" : "reported-only" : "none",
        "",
        stage,
        sentence,
        List.of(new Finding.Evidence("account", "sam"), new Finding.Evidence("seen in", "/etc")),
        console.now.get().minus(Duration.ofDays(3)),
        console.now.get(),
        List.of(changes),
        changes.length > 0);
  }

  /** Somebody reports something. */
  UUID reports(SettingId setting, DeviceId laptop, ConcernKind kind, String account, String words) {
    UUID id = UUID.randomUUID();
    Instant now = console.now.get();
    console.database.useTransaction(
        tx ->
            console.concernStore.add(
                tx, setting, laptop, new ConcernNews(id, kind, account, words), now, now));
    return id;
  }

  /** Somebody changes what a rule asks for. */
  void drifts(SettingId setting, DeviceId laptop, String rule, String what, boolean putBack) {
    Instant now = console.now.get();
    DriftNews news =
        new DriftNews(
            rule, what, "10 minutes", "never", Optional.of(now.minusSeconds(90)), putBack, 1200);
    console.database.useTransaction(
        tx -> console.drifts.add(tx, setting, entry(laptop, now), news, now));
  }

  /** A laptop tells of programs; the first word of all of them is what was there all along. */
  void programs(
      SettingId setting, DeviceId laptop, boolean everything, ProgramsNews.Program... programs) {
    Instant now = console.now.get();
    console.database.useTransaction(
        tx ->
            console.software.take(
                tx,
                setting,
                entry(laptop, now),
                new ProgramsNews(everything, List.of(programs), List.of())));
  }

  /** Somebody reads the notice. */
  void readsNotice(SettingId setting, DeviceId laptop, String account, Instant at) {
    console.database.useTransaction(
        tx ->
            console.readings.add(
                tx, setting, entry(laptop, at), new NoticeNews(account, "0123456789abcdef")));
  }
}
