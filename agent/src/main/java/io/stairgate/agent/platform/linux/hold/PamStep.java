package io.stairgate.agent.platform.linux.hold;

import io.stairgate.agent.command.Command;
import io.stairgate.agent.event.Bytes;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Profiles of PAM, taken into {@code /etc/pam.d/common-*} by the system's own {@code
 * pam-auth-update} and by nothing else. After that a trial with PAM itself has to show that the
 * right password still opens and a wrong one does not; otherwise every file is as before when this
 * returns, because a laptop nobody can sign in to is worse than any rule.
 *
 * <p>Put back: the program takes the profiles out again. Where the files are then not what they
 * were, somebody else has changed them meanwhile, and what they made stays.
 */
public final class PamStep implements Step {
  private static final String PROFILES = "/usr/share/pam-configs/";
  private static final String ENV = "/usr/bin/env";
  private static final String UPDATE = "/usr/sbin/pam-auth-update";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MODE = 0644;
  private static final List<String> PARTS =
      List.of("account", "auth", "password", "session", "session-noninteractive");

  private final RootFiles files;
  private final Programs programs;
  private final Map<String, String> profiles;
  private final BooleanSupplier used;
  private final Trial trial;
  private final Words words;

  /** Tries what was made, before it stays. */
  @FunctionalInterface
  public interface Trial {
    /**
     * Tries it with PAM itself.
     *
     * @throws HoldException where it does not do what it should
     */
    void run() throws HoldException;
  }

  /**
   * A step.
   *
   * @param profiles name → text of the profiles; an empty text: the profile belongs to a package
   *     and is only switched on
   * @param used whether PAM uses them now, as the rule asks
   * @param trial tried after each change
   */
  public PamStep(
      RootFiles files,
      Programs programs,
      Map<String, String> profiles,
      BooleanSupplier used,
      Trial trial,
      Words words) {
    this.files = files;
    this.programs = programs;
    this.profiles = new TreeMap<>(profiles);
    this.used = used;
    this.trial = trial;
    this.words = words;
    for (String name : profiles.keySet()) {
      if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
        throw new IllegalArgumentException("not a profile's name: " + name);
      }
    }
  }

  /** A step of the record, only to be put back; empty where the id is none of profiles. */
  public static Optional<Step> again(RootFiles files, Programs programs, String id) {
    if (!id.matches("pam(:[a-z][a-z0-9-]{0,39}){1,4}")) {
      return Optional.empty();
    }
    Map<String, String> names = new TreeMap<>();
    for (String name : id.substring("pam:".length()).split(":", 4)) {
      names.put(name, name.startsWith("stairgate-") ? "ours" : "");
    }
    return Optional.of(
        new PamStep(
            files,
            programs,
            names,
            () -> true,
            () -> {},
            new Words("how passwords are asked", "as before", "It will be put back.")));
  }

  @Override
  public String id() {
    return "pam:" + String.join(":", profiles.keySet());
  }

  @Override
  public String what() {
    return words.what();
  }

  @Override
  public String expected() {
    return words.expected();
  }

  @Override
  public String found() {
    return done() ? words.expected() : "not so";
  }

  @Override
  public String sentence() {
    return words.sentence();
  }

  @Override
  public boolean done() {
    if (!used.getAsBoolean()) {
      return false;
    }
    for (Map.Entry<String, String> each : profiles.entrySet()) {
      // Where there is no profile of ours, somebody else has seen to it, and that is as good.
      boolean other =
          files
              .text(PROFILES + each.getKey(), FileState.LIMIT)
              .filter(text -> !text.equals(each.getValue()))
              .isPresent();
      if (!each.getValue().isEmpty() && other) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String before() throws HoldException {
    StringBuilder text = new StringBuilder();
    for (String path : paths()) {
      text.append(path).append('\t').append(FileState.read(files, path).text()).append('\n');
    }
    return text.toString();
  }

  @Override
  public void make() throws HoldException, InterruptedException {
    String before = before();
    try {
      write();
      update("--enable");
      if (!used.getAsBoolean()) {
        throw new HoldException(
            "How this laptop asks for passwords was changed by hand, so it was left as it is. Run"
                + " pam-auth-update --force as an administrator, or set it by hand.");
      }
      trial.run();
    } catch (HoldException e) {
      restore(before);
      throw e;
    }
  }

  @Override
  public void putBack(String before) throws HoldException, InterruptedException {
    boolean others = !profiles.values().stream().allMatch(String::isEmpty);
    update(others ? "--remove" : "--disable");
    for (Map.Entry<String, String> each : states(before).entrySet()) {
      if (each.getKey().startsWith(PROFILES)) {
        FileState.parse(each.getValue()).put(files, each.getKey());
      }
    }
    restoreSeen(before);
  }

  /**
   * The list of profiles the program has shown: it forgets the ones taken out, and adds the ones
   * only switched off. Put back where the rest of its files is as it was.
   */
  private void restoreSeen(String before) throws HoldException {
    Map<String, String> former = states(before);
    for (Map.Entry<String, String> each : states(before()).entrySet()) {
      boolean seen = each.getKey().endsWith("/seen");
      if (!seen && !each.getValue().equals(former.get(each.getKey()))) {
        return;
      }
    }
    restore(before);
  }

  private void write() throws HoldException {
    for (Map.Entry<String, String> each : profiles.entrySet()) {
      if (!each.getValue().isEmpty()) {
        FileState.read(files, PROFILES + each.getKey()); // refuses a link
        new FileState.Present(
                MODE, 0, 0, Bytes.copyOf(each.getValue().getBytes(StandardCharsets.UTF_8)))
            .put(files, PROFILES + each.getKey());
      }
    }
  }

  private void update(String option) throws HoldException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("DEBIAN_FRONTEND=noninteractive", UPDATE));
    arguments.add(option);
    arguments.addAll(profiles.keySet());
    programs.need(
        "How this laptop asks for passwords could not be changed.",
        new Command(Path.of(ENV), arguments, "", PATIENCE));
  }

  private List<String> paths() {
    List<String> paths = new ArrayList<>();
    for (String part : PARTS) {
      paths.add("/etc/pam.d/common-" + part);
      paths.add("/var/lib/pam/" + part);
    }
    paths.add("/var/lib/pam/seen");
    profiles.forEach(
        (name, text) -> {
          if (!text.isEmpty()) {
            paths.add(PROFILES + name);
          }
        });
    return paths;
  }

  private void restore(String before) throws HoldException {
    for (Map.Entry<String, String> each : states(before).entrySet()) {
      FileState former = FileState.parse(each.getValue());
      if (!FileState.read(files, each.getKey()).equals(former)) {
        former.put(files, each.getKey());
      }
    }
  }

  private Map<String, String> states(String text) throws HoldException {
    Map<String, String> states = new TreeMap<>();
    List<String> known = paths();
    for (String line : text.lines().toList()) {
      int tab = line.indexOf('\t');
      String path = line.substring(0, Math.max(tab, 0));
      if (!known.contains(path)) {
        throw new HoldException("The record of what was there before is damaged.");
      }
      states.put(path, line.substring(tab + 1));
    }
    return states;
  }
}
