package io.stairgate.packaging.benchmark;

import io.grpc.MethodDescriptor;
import io.stairgate.agent.config.DataDirectory;
import io.stairgate.agent.control.MediaDecision;
import io.stairgate.agent.control.MediaJudge;
import io.stairgate.agent.control.UsbDescription;
import io.stairgate.agent.control.VendorDrivers;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Entry;
import io.stairgate.agent.event.Evidence;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.Posture;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.journal.Draft;
import io.stairgate.agent.journal.Journal;
import io.stairgate.agent.journal.Limits;
import io.stairgate.agent.wire.EntryFormat;
import io.stairgate.console.Browser;
import io.stairgate.console.SeededMany;
import io.stairgate.console.SeededSetting;
import io.stairgate.console.WebFixture;
import io.stairgate.console.account.Role;
import io.stairgate.console.database.Database;
import io.stairgate.console.database.Engine;
import io.stairgate.console.device.DeviceId;
import io.stairgate.console.event.What;
import io.stairgate.console.ingest.TestIngest;
import io.stairgate.console.secret.Secret;
import io.stairgate.console.wire.AgentMessage;
import io.stairgate.console.wire.ContractMethods;
import io.stairgate.console.wire.Received;
import io.stairgate.proto.v1.Entries;
import io.stairgate.proto.v1.LinkRequest;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * One thing to measure and its control, in a Java machine of their own: warmed up, then in turn,
 * round by round, so that both have the same weather.
 */
final class Trial {
  private static final Instant NOW = Instant.parse("2026-09-01T08:00:00Z");
  private static final int GROUP = 50;

  private static final MediaDecision NONE = new MediaDecision.LetIn("none");

  /** Keeps what was computed from being left out. */
  private static volatile int seen;

  private Trial() {}

  private static void use(int computed) {
    seen = computed;
  }

  /** Something that is done once. */
  interface Act {
    void run() throws Exception;
  }

  /**
   * How it is measured.
   *
   * @param times how often in one round
   * @param rounds after the warm-up
   * @param perUnit nanoseconds in the row's unit
   */
  record Plan(int times, int rounds, double perUnit) {}

  /** Prints a line {@code round VALUE CONTROL} for each round, in the unit of the plan. */
  public static void main(String[] words) throws Exception {
    String name = words[0];
    Path folder = Path.of(words[1]);
    switch (name) {
      case "journal-append" -> journal(folder);
      case "device-decision" -> decision();
      case "posture-encode" -> encode();
      case "posture-decode" -> decode();
      case "message-read" -> read();
      case "ingest-group" -> ingest(folder);
      case "dashboard" -> dashboard(folder, Integer.parseInt(words[2]), Integer.parseInt(words[3]));
      default -> throw new IllegalArgumentException(name + " is not known");
    }
    System.exit(0);
  }

  private static void measure(Plan plan, Act subject, Act control) throws Exception {
    for (int i = 0; i < plan.rounds(); i++) {
      var _ = time(plan, subject);
      var _ = time(plan, control);
    }
    for (int i = 0; i < plan.rounds(); i++) {
      boolean first = i % 2 == 0;
      double before = time(plan, first ? subject : control);
      double after = time(plan, first ? control : subject);
      System.out.println(
          "round " + (first ? before : after) + " " + Math.max(first ? after : before, 1e-9));
    }
  }

  private static double time(Plan plan, Act act) throws Exception {
    long began = System.nanoTime();
    for (int i = 0; i < plan.times(); i++) {
      act.run();
    }
    return (System.nanoTime() - began) / (double) plan.times() / plan.perUnit();
  }

  private static Posture posture() {
    List<Finding> findings = new ArrayList<>();
    for (Rule rule : Rule.values()) {
      findings.add(
          new Finding(
              rule,
              new FindingState.NotMet(),
              new Hold.None(),
              Stage.WATCH,
              NOW,
              List.of(new Evidence("file system /", "ext4"), new Evidence("device", "/dev/sda2")),
              "The disk of this laptop is not encrypted."));
    }
    return new Posture(new Hardware("Maker", "Model", "S1", "System", "1", "ab"), findings);
  }

  private static Entry entry() {
    return new Entry(1, NOW, new BootTime("boot", 1), posture());
  }

  private static void journal(Path folder) throws Exception {
    byte[] bytes = EntryFormat.bytes(entry());
    List<Draft> drafts = List.of(new Draft(NOW, new BootTime("boot", 1), posture()));
    try (Journal journal =
            Journal.open(DataDirectory.open(folder.resolve("j")), Limits.DEFAULT, () -> NOW);
        FileChannel plain =
            FileChannel.open(
                folder.resolve("plain"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      measure(
          new Plan(20, 40, 1e6),
          () -> use((int) journal.append(drafts)),
          () -> {
            ByteBuffer out = ByteBuffer.wrap(bytes);
            while (out.hasRemaining()) {
              use(plain.write(out));
            }
            plain.force(false);
          });
    }
  }

  private static void decision() throws Exception {
    MediaJudge judge = new MediaJudge((device, part) -> VendorDrivers.Use.NONE);
    List<UsbDescription> devices =
        IntStream.range(0, 64)
            .mapToObj(
                i ->
                    new UsbDescription(
                        0x0781,
                        i,
                        0x0100,
                        0,
                        0,
                        0,
                        List.of(
                            new UsbDescription.Interface(
                                1, 0, UsbDescription.STORAGE, 6, 0x50, false))))
            .toList();
    Map<UsbDescription, MediaDecision> known = new HashMap<>();
    devices.forEach(each -> known.put(each, judge.judge(Optional.of(each))));
    measure(
        new Plan(2_000, 100, 1e3),
        () -> devices.forEach(each -> use(judge.judge(Optional.of(each)).hashCode())),
        () -> devices.forEach(each -> use(known.getOrDefault(each, NONE).hashCode())));
  }

  private static void encode() throws Exception {
    Entry entry = entry();
    byte[] bytes = EntryFormat.bytes(entry);
    measure(
        new Plan(1_000, 40, 1e3),
        () -> use(EntryFormat.bytes(entry).length),
        () -> use(Arrays.copyOf(bytes, bytes.length)[seen & 15]));
  }

  private static void decode() throws Exception {
    byte[] bytes = EntryFormat.bytes(entry());
    measure(
        new Plan(400, 40, 1e3),
        () -> use(EntryFormat.entry(bytes).hashCode()),
        () -> use(Arrays.copyOf(bytes, bytes.length)[seen & 15]));
  }

  private static void read() throws Exception {
    byte[] message =
        LinkRequest.newBuilder()
            .setEntries(
                Entries.newBuilder()
                    .setJournalEpoch(new UUID(1, 2).toString())
                    .addEntries(io.stairgate.proto.v1.Entry.parseFrom(EntryFormat.bytes(entry()))))
            .build()
            .toByteArray();
    MethodDescriptor<Received<AgentMessage>, ?> link = ContractMethods.link();
    measure(
        new Plan(400, 40, 1e3),
        () -> use(link.parseRequest(new ByteArrayInputStream(message)).value().hashCode()),
        () -> use(LinkRequest.parseFrom(message).hashCode()));
  }

  private static void ingest(Path folder) throws Exception {
    try (WebFixture console = new WebFixture(Engine.H2, folder)) {
      console.now.set(NOW);
      List<DeviceId> laptops =
          IntStream.range(0, GROUP)
              .mapToObj(i -> console.laptop(console.setting, "Laptop " + i))
              .toList();
      Database database = console.database;
      database.useTransaction(
          tx ->
              tx.createUpdate(
                      "CREATE TABLE bare (a UUID, b UUID, c BIGINT, d UUID, e VARCHAR(32), f"
                          + " TIMESTAMP WITH TIME ZONE, g TIMESTAMP WITH TIME ZONE, h"
                          + " VARBINARY(4096), PRIMARY KEY (a, b, c))")
                  .execute());
      TestIngest ingest = new TestIngest(console);
      byte[] body = new byte[5];
      UUID epoch = new UUID(5, 6);
      long[] sequence = {0};
      measure(
          new Plan(20, 30, 1e6),
          () -> ingest.tellTogether(console.setting, laptops, new What.Other(), NOW),
          () -> {
            sequence[0]++;
            use(
                database.durably(
                    tx -> {
                      PreparedBatch rows =
                          tx.prepareBatch("INSERT INTO bare VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
                      for (DeviceId laptop : laptops) {
                        rows.bind(0, laptop.value())
                            .bind(1, epoch)
                            .bind(2, sequence[0])
                            .bind(3, console.setting.value())
                            .bind(4, "other")
                            .bind(5, NOW)
                            .bind(6, NOW)
                            .bind(7, body)
                            .add();
                      }
                      return rows.execute().length;
                    }));
          });
    }
  }

  private static void dashboard(Path folder, int laptops, int events) throws Exception {
    try (WebFixture console = new WebFixture(Engine.H2, folder)) {
      console.now.set(SeededSetting.NOW);
      Secret lead = console.person(console.setting, "Dee Lead", Role.DSL);
      var _ = SeededMany.big(console.database, console.now.get(), console.setting, laptops, events);
      console.database.useTransaction(tx -> tx.createUpdate("ANALYZE").execute());
      Browser browser = new Browser(console).with(lead);
      measure(new Plan(1, 150, 1e6), () -> page(browser, "/"), () -> page(browser, "/privacy"));
    }
  }

  private static void page(Browser browser, String path) {
    if (browser.get(path).statusCode() != 200) {
      throw new IllegalStateException(path + " did not answer");
    }
  }
}
