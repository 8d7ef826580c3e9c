package io.stairgate.console;

import io.stairgate.console.config.ConsoleConfig;
import io.stairgate.console.database.DataFolder;
import io.stairgate.console.local.Answer;
import io.stairgate.console.local.LocalSocket;
import io.stairgate.console.local.Request;
import io.stairgate.console.mail.Post;
import io.stairgate.console.notify.Trouble;
import io.stairgate.console.setting.Setting;
import io.stairgate.console.witness.AuditNotice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what is well with a console's folder and what is not. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Looks whether the console's folder, disk, keys and records are well.")
final class DoctorCommand implements Callable<Integer> {
  private static final long LITTLE_SPACE = 500L * 1024 * 1024;

  private final InstantSource clock;
  @Mixin private LocalOptions console = new LocalOptions();
  private boolean well = true;

  DoctorCommand(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Integer call() {
    ConsoleConfig config = console.read();
    Path data = config.data().toAbsolutePath().normalize();
    if (!Files.isDirectory(data)) {
      throw new CommandLineRefusal(
          "There is no folder %s yet. Start the console once with \"serve\".".formatted(data));
    }
    long free = freeSpace(data);
    say(
        free > LITTLE_SPACE,
        "%,d MB of disk are free".formatted(free / (1024 * 1024)),
        "Only %,d MB of disk are free. Make space: what does not fit is not stored."
            .formatted(free / (1024 * 1024)));
    say(
        Files.isRegularFile(data.resolve("keys").resolve("ca.key")),
        "The keys are there",
        "The keys are missing. Put the folder \"keys\" back from your backup.");
    lookAtMail(config);
    Optional<DataFolder> folder = DataFolder.tryLock(data);
    if (folder.isEmpty()) {
      say(
          true,
          "A console is running on this folder; its records are checked when it is stopped",
          "");
      askRunning(data);
      return well ? 0 : 1;
    }
    try (DataFolder held = folder.get();
        Core core = Core.open(held, config.database(), clock)) {
      core.settings.all().forEach(setting -> look(core, setting));
    }
    return well ? 0 : 1;
  }

  private void askRunning(Path data) {
    try {
      Optional<Answer> answer = LocalSocket.ask(data, new Request.HowIsIt());
      if (answer.filter(Answer::done).isEmpty()) {
        say(false, "", "The running console did not say how it is. Look at its log.");
        return;
      }
      answer
          .get()
          .text()
          .lines()
          .forEach(
              line -> {
                String sentence = line.substring(line.indexOf('\t') + 1);
                say(line.startsWith("ok"), sentence.replaceAll("\\.$", ""), sentence);
              });
    } catch (IOException e) {
      say(
          false,
          "",
          "The running console did not answer. Run this as the user it runs as, or look at its"
              + " log.");
    }
  }

  /** Connects and signs in as a console would; nothing is sent. */
  private void lookAtMail(ConsoleConfig config) {
    if (config.mail().isEmpty()) {
      System.out.println(
          "note  No mail server is named in the file of --config, so none was tried. Without one"
              + " alerts are only seen by looking.");
      return;
    }
    try (Post post = new Post(config.mail().get(), Optional.empty(), Duration.ofSeconds(20))) {
      Optional<Trouble> trouble = post.check();
      say(
          trouble.isEmpty(),
          "The mail server takes messages from the console",
          trouble.map(Trouble::sentence).orElse("")
              + " Check the words that begin with mail- in the file of --config.");
    }
  }

  private void look(Core core, Setting setting) {
    Optional<Long> broken = core.audit.firstBroken(setting.id());
    say(
        broken.isEmpty(),
        "The log of who did what is whole (%s)".formatted(setting.name()),
        "The log of who did what was changed at line %d (%s). Ask for help before going on."
            .formatted(broken.orElse(0L), setting.name()));
    List<AuditNotice> notices = core.notices.open(setting.id());
    say(
        notices.isEmpty(),
        "No laptop remembers another log (%s)".formatted(setting.name()),
        notices.stream().map(AuditNotice::sentence).collect(Collectors.joining(" "))
            + " Look at the page \"Log\" (%s).".formatted(setting.name()));
    say(
        core.accounts.any(setting.id()),
        "Somebody can sign in (%s)".formatted(setting.name()),
        "Nobody can sign in yet (%s). Start the console and open the link it prints."
            .formatted(setting.name()));
  }

  private void say(boolean good, String fine, String wrong) {
    System.out.println(good ? "ok    " + fine + "." : "wrong " + wrong);
    well &= good;
  }

  private static long freeSpace(Path data) {
    try {
      return Files.getFileStore(data).getUsableSpace();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
