package io.stairgate.agent.platform.linux;

import io.stairgate.agent.platform.linux.file.DurableFile;
import io.stairgate.agent.platform.linux.file.FileText;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The switches that make the kernel shut every USB device by itself: the default of each root hub,
 * the default for controllers that come later, and the flag that the udev rule and the early script
 * ask for.
 *
 * <p>Before the first change, what was there is noted in the data directory and forced to disk;
 * going back puts exactly that back. One thread at a time.
 *
 * <p>Over 300 lines because noting, shutting and putting back are one protocol.
 */
final class KernelGate {
  static final String PARAMETER = "/sys/module/usbcore/parameters/authorized_default";
  static final String FLAG = "/etc/stairgate/portable-media.shut";
  static final String KEEP = "/etc/stairgate/portable-media.keep";
  private static final String EARLY_NOTE = "/run/stairgate/portable-media.before";
  private static final String NOTE = "portable-media.before";
  private static final List<String> RULES =
      List.of(
          "/usr/lib/udev/rules.d/72-stairgate-media.rules",
          "/lib/udev/rules.d/72-stairgate-media.rules",
          "/etc/udev/rules.d/72-stairgate-media.rules");
  private static final String FLAG_TEXT =
      """
      While this file is here, memory sticks and other portable media are shut on this laptop.
      Stairgate makes it and takes it away; "stairgate-agent release" puts everything back.
      """;

  private final RootFiles files;
  private final UsbTree tree;
  private final Path note;

  KernelGate(RootFiles files, UsbTree tree, Path dataDirectory) {
    this.files = files;
    this.tree = tree;
    this.note = dataDirectory.resolve(NOTE);
  }

  /**
   * What the switches stand at.
   *
   * @param parameter the default for controllers that come later; empty where the kernel has none
   * @param hubs the default of each root hub, by name
   * @param flag whether the flag is there
   * @param rule whether the udev rule is installed
   */
  record State(Optional<String> parameter, Map<String, String> hubs, boolean flag, boolean rule) {
    /** True where no new device is let in by the kernel itself on a port a person can reach. */
    boolean shut() {
      return parameter.filter(value -> !isShut(value)).isEmpty()
          && hubs.values().stream().allMatch(State::isShut);
    }

    /** 0: none; 2: only what is built in. */
    private static boolean isShut(String value) {
      return value.equals("0") || value.equals("2");
    }
  }

  State state() {
    Map<String, String> hubs = new TreeMap<>();
    for (String hub : tree.rootHubs()) {
      files.attribute(hubFile(hub, "authorized_default")).ifPresent(value -> hubs.put(hub, value));
    }
    return new State(
        files.attribute(PARAMETER),
        hubs,
        files.exists(FLAG),
        RULES.stream().anyMatch(files::exists));
  }

  /** True where something of ours is or may be in force. */
  boolean touched() {
    return Files.exists(note) || files.exists(FLAG);
  }

  /**
   * What was there before; empty where nothing was changed in this start of the system. A note of
   * an earlier start counts for the values, not for the devices: those are others now.
   */
  Optional<Before> before() {
    Optional<Before> own = ownNote();
    String boot = Boot.id(files);
    if (own.isPresent() && own.get().bootId().equals(boot)) {
      return own;
    }
    Optional<Before> early = files.text(EARLY_NOTE, Before.LIMIT).map(Before::parse);
    return early.isPresent()
        ? early
        : own.map(old -> new Before(boot, old.parameter(), old.hubs(), Map.of(), Map.of()));
  }

  private Optional<Before> ownNote() {
    return RootFiles.read(note, Before.LIMIT) instanceof FileText.Content content
        ? Optional.of(Before.parse(content.text()))
        : Optional.empty();
  }

  /**
   * Notes what is there, then shuts.
   *
   * @param systemDisks devices that carry what this laptop runs on; the early script and the udev
   *     rule spare them
   * @return what could not be done, one sentence each
   * @throws IOException where the note or the flag could not be written; the kernel's switches are
   *     untouched then
   */
  List<String> shut(List<UsbTree.Device> systemDisks) throws IOException {
    noteBefore();
    for (UsbTree.Device disk : systemDisks) {
      Optional<Path> keep =
          keepName(UsbTree.identity(disk)).map(name -> files.path(KEEP + "/" + name));
      if (keep.isPresent() && Files.notExists(keep.get())) {
        DurableFile.write(keep.get(), "");
      }
    }
    if (!files.exists(FLAG)) {
      DurableFile.write(files.path(FLAG), FLAG_TEXT);
    }
    List<String> failed = new ArrayList<>();
    State state = state();
    if (state.parameter().isPresent() && !state.parameter().get().equals("0")) {
      set(PARAMETER, "0", failed);
    }
    state
        .hubs()
        .forEach(
            (hub, value) -> {
              if (!value.equals("0")) {
                set(hubFile(hub, "authorized_default"), "0", failed);
              }
            });
    return failed;
  }

  /** Shuts one root hub that has just appeared; false where that failed. */
  boolean shutHub(String hub) {
    Path file = files.path(hubFile(hub, "authorized_default"));
    return RootFiles.attribute(file).filter("0"::equals).isPresent() || RootFiles.write(file, "0");
  }

  private void noteBefore() throws IOException {
    String boot = Boot.id(files);
    if (ownNote().filter(own -> own.bootId().equals(boot)).isPresent()) {
      return;
    }
    Before now = now(boot);
    // In a later start the early script was here first, and the switches already stand at ours.
    Before noted = now;
    Optional<Before> earlier = before();
    if (earlier.isPresent() && now.parameter().equals(Optional.of("0"))) {
      Before e = earlier.get();
      noted =
          new Before(
              boot,
              e.parameter().or(now::parameter),
              e.hubs().isEmpty() ? now.hubs() : e.hubs(),
              e.off(),
              e.offInterfaces());
    }
    DurableFile.write(note, noted.text());
  }

  private Before now(String boot) {
    Map<String, Before.Hub> hubs = new HashMap<>();
    for (String hub : tree.rootHubs()) {
      files
          .attribute(hubFile(hub, "authorized_default"))
          .ifPresent(
              value ->
                  hubs.put(
                      hub,
                      new Before.Hub(
                          value,
                          files
                              .attribute(hubFile(hub, "interface_authorized_default"))
                              .orElse(""))));
    }
    Map<String, Integer> off = new HashMap<>();
    Map<String, Integer> offInterfaces = new HashMap<>();
    for (String device : tree.devices()) {
      int number =
          UsbTree.number(files.attribute(UsbTree.DEVICES + "/" + device + "/devnum").orElse(""));
      if (isOff(device)) {
        off.put(device, number);
      }
      for (String part : tree.interfaces(device)) {
        if (isOff(part)) {
          offInterfaces.put(part, number);
        }
      }
    }
    return new Before(boot, files.attribute(PARAMETER), hubs, off, offInterfaces);
  }

  boolean isOff(String name) {
    return files
        .attribute(UsbTree.DEVICES + "/" + name + "/authorized")
        .filter("0"::equals)
        .isPresent();
  }

  /**
   * Puts the switches and the flag back. The devices are the caller's.
   *
   * @return what could not be put back, one sentence each
   */
  List<String> putBack() {
    List<String> failed = new ArrayList<>();
    Optional<Before> before = before();
    if (before.isEmpty() && files.exists(FLAG)) {
      // Ours, and the note is lost: as a kernel starts that nobody told anything.
      before = Optional.of(new Before("", Optional.of("-1"), Map.of(), Map.of(), Map.of()));
    }
    remove(files.path(FLAG), FLAG, failed);
    if (before.isPresent()) {
      String parameter = before.get().parameter().orElse("1");
      State state = state();
      if (state.parameter().isPresent() && !state.parameter().get().equals(parameter)) {
        set(PARAMETER, parameter, failed);
      }
      for (String hub : state.hubs().keySet()) {
        // A hub that came later had the default of that moment.
        Before.Hub was = before.get().hubs().get(hub);
        String value = was != null ? was.devices() : parameter.equals("-1") ? "1" : parameter;
        if (!value.equals(state.hubs().get(hub))) {
          set(hubFile(hub, "authorized_default"), value, failed);
        }
        String interfaces = was != null ? was.interfaces() : "";
        String file = hubFile(hub, "interface_authorized_default");
        if (!interfaces.isEmpty() && files.attribute(file).filter(interfaces::equals).isEmpty()) {
          set(file, interfaces, failed);
        }
      }
    }
    return failed;
  }

  /** Forgets what was there before; to be called when everything is back. */
  List<String> forget() {
    List<String> failed = new ArrayList<>();
    for (String name : files.list(KEEP)) {
      remove(files.path(KEEP + "/" + name), KEEP + "/" + name, failed);
    }
    remove(files.path(KEEP), KEEP, failed);
    remove(files.path(EARLY_NOTE), EARLY_NOTE, failed);
    remove(note, note.toString(), failed);
    return failed;
  }

  private static void remove(Path file, String name, List<String> failed) {
    try {
      DurableFile.delete(file);
    } catch (IOException e) {
      failed.add("The file " + name + " could not be removed. Remove it as the administrator.");
    }
  }

  /** True where an earlier agent noted this device as one that carries what the laptop runs on. */
  boolean kept(UsbTree.Device device) {
    return files.exists(KEEP)
        && keepName(UsbTree.identity(device))
            .filter(name -> files.exists(KEEP + "/" + name))
            .isPresent();
  }

  /**
   * The name of a device's file in the folder of disks to keep; the udev rule makes the same one.
   * Empty where the serial has a character that the two would write differently.
   */
  static Optional<String> keepName(UsbTree.Identity identity) {
    boolean plain = true;
    for (int i = 0; i < identity.serial().length(); i++) {
      char c = identity.serial().charAt(i);
      plain &= c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '.');
    }
    return plain && !identity.vendorId().isEmpty() && !identity.productId().isEmpty()
        ? Optional.of(identity.vendorId() + "-" + identity.productId() + "-" + identity.serial())
        : Optional.empty();
  }

  private void set(String file, String value, List<String> failed) {
    if (!RootFiles.write(files.path(file), value)) {
      failed.add(
          file + " could not be set to " + value + ". Start the agent as the administrator.");
    }
  }

  static String hubFile(String hub, String attribute) {
    return UsbTree.DEVICES + "/" + hub + "/" + attribute;
  }
}
