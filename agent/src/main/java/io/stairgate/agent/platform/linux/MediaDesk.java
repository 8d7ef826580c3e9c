package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.MediaControl.PluggedMedium;
import io.stairgate.agent.control.MediaDecision;
import io.stairgate.agent.control.MediaListener;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.MediaAction;
import io.stairgate.agent.event.MediaEvent;
import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.linux.StickBlocks.Place;
import io.stairgate.agent.platform.linux.UsbTree.Device;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.policy.Permission;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is plugged in, what was decided about it, and the stage. Not safe for several threads:
 * {@link LinuxMedia} gives it one.
 *
 * <p>Enforcing fails closed for the medium and open for the laptop: a device nobody understands
 * stays shut, and whatever {@code NeverBrick} names is let in.
 *
 * <p>Over 300 lines because the order of events, decisions and reports is kept in one place.
 */
final class MediaDesk {
  private static final Logger LOG = Logger.getLogger(MediaDesk.class.getName());

  /**
   * Somebody else who opens a device again and again wins after this many tries, and that is
   * reported.
   */
  private static final int MOST_TRIES = 3;

  /** What a drive without a disc says its size is. */
  private static final String NO_DISC = "2097151";

  private static final MediaDecision BUILT_IN = new MediaDecision.LetIn("built-in");
  private static final MediaDecision CARRIES_SYSTEM = new MediaDecision.LetIn("carries-the-system");

  private final RootFiles files;
  private final InstantSource clock;
  private final UsbTree tree;
  private final KernelGate gate;
  private final SystemDisks systemDisks;
  private final MediaEffects effects;
  private final MediaProof proof;
  private final DeviceDecisions decisions;

  private final Map<String, Plugged> usb = new LinkedHashMap<>();
  private final Map<String, PluggedMedium> cards = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final Told told = new Told();
  private final PermittedMedia permitted;
  private Stage stage = Stage.WATCH;
  private boolean opened;
  private boolean deaf;

  /** True where the stage is enforce and what was there before is safely noted. */
  private boolean holding;

  MediaDesk(RootFiles files, InstantSource clock, Path dataDirectory, StickTools tools) {
    this.files = files;
    this.clock = clock;
    this.tree = new UsbTree(files);
    this.gate = new KernelGate(files, tree, dataDirectory);
    this.systemDisks = new SystemDisks(files);
    this.effects = new MediaEffects(files, tree, systemDisks);
    this.proof = new MediaProof(files, tree);
    this.decisions = new DeviceDecisions(files, gate, systemDisks);
    this.permitted =
        new PermittedMedia(
            new PermittedMedia.Room(files, tree, effects, tools, new PermitMarks(files), told));
  }

  /** A USB device and what was decided about it. */
  private static final class Plugged {
    private final Device device;
    private MediaDecision decision;
    private boolean shut;
    private int tries;
    private UsbTree.@Nullable Identity identity;

    Plugged(Device device, MediaDecision decision) {
      this.device = device;
      this.decision = decision;
    }

    Optional<PluggedMedium> medium() {
      return switch (decision) {
        case MediaDecision.LetIn letIn -> Optional.empty();
        case MediaDecision.Shut(MediumKind kind, String reason) ->
            Optional.of(new PluggedMedium(medium(kind), shut, reason));
        case MediaDecision.ShutPart(MediumKind kind, String reason, List<Integer> parts) ->
            Optional.of(new PluggedMedium(medium(kind), shut, reason));
      };
    }

    /**
     * Read once, after the first decision was carried out: a device that is gone cannot be asked.
     */
    private Medium medium(MediumKind kind) {
      UsbTree.Identity known = identity;
      if (known == null) {
        known = UsbTree.identity(device);
        identity = known;
      }
      return MediaDescriptions.of(device.name(), known, kind);
    }
  }

  void open(Stage first, MediaListener listener) {
    told.to(listener);
    opened = true;
    stage = first;
    if (first == Stage.ENFORCE) {
      shutGate();
    } else if (gate.touched()) {
      putBack();
    }
    if (holding) {
      permitted.begin();
    }
    list(true);
    if (holding) {
      lookAgainAtMedia();
      decisions.rehearse();
    }
  }

  void deaf() {
    deaf = true;
  }

  void apply(Stage next) {
    Stage was = stage;
    stage = next;
    if (next == was) {
      return;
    }
    if (next == Stage.ENFORCE) {
      shutGate();
      if (holding) {
        permitted.begin();
        shutWhatIsIn();
        lookAgainAtMedia();
        decisions.rehearse();
      }
    } else if (was == Stage.ENFORCE) {
      putBack();
    }
  }

  /**
   * What may be opened from now on.
   *
   * @return what is being shut because of it
   */
  List<PermittedStick> permit(List<Permission> live) {
    List<PermittedStick> ending = permitted.replace(live);
    usb.values().forEach(this::permit);
    cards.forEach((name, card) -> permit(name, card.medium()));
    return ending;
  }

  /** Shuts what is open under a permission and opens nothing until enforcing begins again. */
  List<PermittedStick> endPermitted(String reason) {
    return permitted.endAll(reason);
  }

  /** Has a device go its way where it is permitted; true where it is. */
  private boolean permit(Plugged plugged) {
    return holding
        && !permitted.none()
        && plugged.decision instanceof MediaDecision.Shut(MediumKind kind, String reason)
        && PermittedMedia.mayBe(reason)
        && permitted.begin(
            plugged.medium(kind),
            new Place.Usb(plugged.device, PermittedMedia.kept(kind, plugged.device)));
  }

  private boolean permit(String name, Medium medium) {
    return holding
        && !permitted.none()
        && RootFiles.real(files.path("/sys/class/block/" + name))
            .filter(disk -> permitted.begin(medium, new Place.Drive(disk)))
            .isPresent();
  }

  List<String> release() {
    stage = Stage.WATCH;
    return putBack();
  }

  List<PluggedMedium> plugged() {
    List<PluggedMedium> media = new ArrayList<>();
    if (opened) {
      usb.values().forEach(each -> each.medium().map(permitted::asItIs).ifPresent(media::add));
      cards.values().forEach(card -> media.add(permitted.asItIs(card)));
      return media;
    }
    for (String name : tree.devices()) {
      tree.read(name)
          .ifPresent(
              device -> {
                Plugged each = new Plugged(device, decisions.decide(device, devices()));
                each.shut = !device.authorized();
                each.medium().ifPresent(media::add);
              });
    }
    return media;
  }

  Finding prove(Stage asked) {
    List<String> said = new ArrayList<>(notes);
    if (deaf) {
      said.add(
          "the kernel's device messages cannot be heard: new devices are found when the rule is"
              + " checked");
    }
    if (opened && (deaf || holding)) {
      correctDrift(said);
    }
    return proof.finding(gate.state(), plugged(), holding, said, asked, clock.instant());
  }

  /** Puts right what others changed, and looks at every device again. */
  private void correctDrift(List<String> said) {
    KernelGate.State state = gate.state();
    if (holding && !(state.shut() && state.flag())) {
      said.add("somebody had opened the switches; they are shut again");
      shutGate();
    }
    listAgain();
  }

  // --- Stages -----------------------------------------------------------------------------------

  private void shutGate() {
    notes.clear();
    List<Device> keep = new ArrayList<>();
    Set<Path> system = systemDisks.read();
    for (String name : tree.devices()) {
      tree.read(name)
          .filter(device -> DeviceDecisions.carries(device, system))
          .ifPresent(keep::add);
    }
    try {
      notes.addAll(gate.shut(keep));
      holding = true;
    } catch (IOException e) {
      holding = false;
      notes.add(
          "Portable media were not shut: what was there before could not be noted first. Start the"
              + " agent as administrator and see that the disk has room.");
      LOG.log(Level.WARNING, "portable media were not shut: {0}", e.toString());
    }
  }

  private void shutWhatIsIn() {
    long began = System.nanoTime();
    for (Plugged each : List.copyOf(usb.values())) {
      each.decision = decisions.decide(each.device, devices());
      carryOut(each);
      each.medium()
          .ifPresent(
              medium ->
                  tell(
                      medium.medium(),
                      each.shut ? MediaAction.BLOCKED : MediaAction.NOT_BLOCKED,
                      medium.reason(),
                      false,
                      System.nanoTime() - began));
    }
    cards.clear();
    for (Path disk : effects.disks()) {
      disk(disk, false, System.nanoTime(), false);
    }
  }

  private List<String> putBack() {
    holding = false;
    notes.clear();
    if (!gate.touched() && gate.before().isEmpty()) {
      return List.of();
    }
    Before before =
        gate.before()
            .orElseGet(() -> new Before("", Optional.empty(), Map.of(), Map.of(), Map.of()));
    List<String> failed = new ArrayList<>(gate.putBack());
    failed.addAll(effects.letInAll(before));
    if (failed.isEmpty()) {
      failed.addAll(gate.forget());
    }
    for (Plugged each : usb.values()) {
      each.shut = gate.isOff(each.device.name());
    }
    cards.replaceAll((name, card) -> new PluggedMedium(card.medium(), false, card.reason()));
    lookAgainAtMedia();
    notes.addAll(failed);
    return failed;
  }

  /** Has the udev rule applied, or no longer applied, to nodes that are there already. */
  private void lookAgainAtMedia() {
    for (Plugged each : usb.values()) {
      if (!(each.decision instanceof MediaDecision.LetIn)) {
        effects.lookAgain(each.device.folder());
      }
    }
    for (Path disk : effects.disks()) {
      if (Portable.kind(disk).isPresent()) {
        effects.lookAgain(disk);
      }
    }
  }

  // --- What the kernel says ---------------------------------------------------------------------

  void hear(Uevent event, long receivedNanos) {
    boolean gone = event.action().equals("remove");
    String name = event.name();
    switch (event.subsystem() + " " + event.deviceType()) {
      case "usb usb_device" -> {
        if (UsbTree.isRootHub(name)) {
          // A controller that has just come: before anything on it is looked at.
          if (holding && event.action().equals("add") && !gate.shutHub(name)) {
            LOG.log(Level.WARNING, "the USB controller {0} could not be shut", name);
          }
        } else if (gone) {
          usbGone(name);
        } else {
          usbSeen(name, receivedNanos, false);
        }
      }
      case "usb usb_interface" -> {
        if (event.action().equals("add") || event.action().equals("bind")) {
          interfaceSeen(name, receivedNanos);
        }
      }
      case "block disk" -> {
        if (gone) {
          cardGone(name);
          effects.nodes().gone(effects.node(name));
        } else {
          RootFiles.real(files.path("/sys" + event.devicePath()))
              .ifPresent(disk -> disk(disk, event.mediaChange(), receivedNanos, false));
        }
      }
      case "block partition" -> {
        if (gone) {
          effects.nodes().gone(effects.node(name));
        } else if (holding) {
          RootFiles.real(files.path("/sys" + event.devicePath()))
              .map(BlockDevices::disk)
              .filter(disk -> Portable.kind(disk).isPresent() && !systemDisks.read().contains(disk))
              .ifPresent(disk -> effects.nodes().close(effects.node(name)));
        }
      }
      default -> {}
    }
  }

  /** Looks at everything again, after messages were lost or somebody may have changed something. */
  void listAgain() {
    for (String name : List.copyOf(usb.keySet())) {
      if (!files.exists(UsbTree.DEVICES + "/" + name)) {
        usbGone(name);
      }
    }
    for (String name : List.copyOf(cards.keySet())) {
      if (!files.exists("/sys/class/block/" + name)) {
        cardGone(name);
      }
    }
    list(false);
  }

  private void list(boolean atStart) {
    for (String name : tree.devices()) {
      usbSeen(name, System.nanoTime(), atStart);
    }
    for (Path disk : effects.disks()) {
      disk(disk, false, System.nanoTime(), atStart);
    }
  }

  // --- USB --------------------------------------------------------------------------------------

  /** A device that has come, or was said to have changed; each plug is decided and told once. */
  private void usbSeen(String name, long receivedNanos, boolean atStart) {
    Optional<Device> read = tree.read(name);
    if (read.isEmpty()) {
      return;
    }
    Device device = read.get();
    Plugged known = usb.get(name);
    if (known != null && known.device.number() == device.number()) {
      changed(known, device);
      return;
    }
    if (known != null) {
      usbGone(name);
    }
    Plugged plugged = new Plugged(device, decisions.decide(device, devices()));
    usb.put(name, plugged);
    carryOut(plugged);
    long nanos = System.nanoTime() - receivedNanos;
    Optional<PluggedMedium> seen = plugged.medium();
    if (seen.isPresent()) {
      tellPlugged(seen.get(), atStart, nanos);
      // After it was told, so that the plug is the first thing that is heard of it.
      permit(plugged);
    }
  }

  private void tellPlugged(PluggedMedium seen, boolean atStart, long nanos) {
    boolean allowed = holding && permitted.covers(seen);
    tell(
        seen.medium(),
        allowed ? MediaAction.ALLOWED : action(seen.shut()),
        allowed ? PermittedMedia.PERMITTED : seen.reason(),
        atStart,
        nanos);
  }

  private MediaAction action(boolean shut) {
    if (stage != Stage.ENFORCE) {
      return MediaAction.SEEN;
    }
    return shut ? MediaAction.BLOCKED : MediaAction.NOT_BLOCKED;
  }

  private List<Device> devices() {
    List<Device> devices = new ArrayList<>();
    usb.values().forEach(each -> devices.add(each.device));
    return devices;
  }

  private void carryOut(Plugged plugged) {
    Device device = plugged.device;
    if (!holding) {
      plugged.shut = gate.isOff(device.name());
      return;
    }
    switch (plugged.decision) {
      case MediaDecision.LetIn letIn -> {
        boolean others =
            gate.before()
                .filter(
                    was -> Integer.valueOf(device.number()).equals(was.off().get(device.name())))
                .isPresent();
        if (gate.isOff(device.name()) && !others && !tree.authorize(device, true)) {
          LOG.log(
              Level.WARNING, "the harmless device at usb {0} could not be let in", device.name());
        }
      }
      case MediaDecision.Shut shut -> plugged.shut = effects.shut(device);
      case MediaDecision.ShutPart(MediumKind kind, String reason, List<Integer> parts) -> {
        plugged.shut = effects.shutPart(device, parts);
        letInNeighbours(device);
      }
    }
  }

  /**
   * While a printer was let in part by part, interfaces of others on its controller may have
   * started shut.
   */
  private void letInNeighbours(Device device) {
    String bus = device.name().substring(0, device.name().indexOf('-') + 1);
    Map<String, Integer> off = gate.before().map(Before::offInterfaces).orElse(Map.of());
    for (String name : tree.devices()) {
      Plugged neighbour = usb.get(name);
      if (name.startsWith(bus)
          && !name.equals(device.name())
          && off.isEmpty()
          && (neighbour == null || neighbour.decision instanceof MediaDecision.LetIn)) {
        tree.read(name).ifPresent(each -> effects.letInInterfaces(each, List.of()));
      }
    }
  }

  /**
   * A device that was decided already: somebody, a rule or a hand, may have opened it meanwhile.
   */
  private void changed(Plugged known, Device now) {
    if (!holding) {
      known.shut = !now.authorized();
      return;
    }
    if (permitted.holds(MediaDescriptions.port(now.name()))) {
      return;
    }
    switch (known.decision) {
      case MediaDecision.LetIn letIn -> {}
      case MediaDecision.Shut(MediumKind kind, String reason) -> {
        if (!now.authorized()) {
          known.shut = true;
        } else if (known.tries < MOST_TRIES) {
          known.tries++;
          known.shut = effects.shut(now);
          if (!known.shut) {
            tell(known.medium(kind), MediaAction.NOT_BLOCKED, reason, false, 0);
          }
        } else if (known.shut) {
          known.shut = false;
          tell(known.medium(kind), MediaAction.NOT_BLOCKED, "opened-by-another", false, 0);
        }
      }
      case MediaDecision.ShutPart(MediumKind kind, String reason, List<Integer> parts) ->
          known.shut = !now.authorized() || effects.shutPart(now, parts);
    }
  }

  /**
   * Storage on a device whose descriptors showed none: they lied, or somebody let the device in.
   */
  private void interfaceSeen(String name, long receivedNanos) {
    int colon = name.indexOf(':');
    if (!holding || colon < 0 || !effects.isStorage(name)) {
      return;
    }
    String deviceName = name.substring(0, colon);
    usbSeen(deviceName, receivedNanos, false);
    Plugged plugged = usb.get(deviceName);
    boolean hidden =
        plugged != null
            && plugged.decision instanceof MediaDecision.LetIn
            && !plugged.decision.equals(BUILT_IN)
            && !plugged.decision.equals(CARRIES_SYSTEM);
    if (plugged != null && hidden) {
      plugged.decision = new MediaDecision.Shut(MediumKind.USB_STORAGE, "storage-not-announced");
      carryOut(plugged);
      long nanos = System.nanoTime() - receivedNanos;
      plugged
          .medium()
          .ifPresent(
              medium ->
                  tell(medium.medium(), action(medium.shut()), medium.reason(), false, nanos));
    }
  }

  private void usbGone(String name) {
    Plugged gone = usb.remove(name);
    if (gone != null) {
      tree.node(gone.device).ifPresent(effects.nodes()::gone);
      permitted.gone(MediaDescriptions.port(name));
      gone.medium()
          .ifPresent(
              medium -> tell(medium.medium(), MediaAction.REMOVED, medium.reason(), false, 0));
    }
  }

  // --- Disks: cards, discs, removable disks, and what slipped through ----------------------------

  private void disk(Path disk, boolean mediaChange, long receivedNanos, boolean atStart) {
    if (BlockDevices.name(disk).startsWith("dm-")) {
      permitted.mapper(disk);
      return;
    }
    Optional<MediumKind> kind = Portable.kind(disk);
    if (kind.isEmpty() || systemDisks.read().contains(disk)) {
      return;
    }
    Optional<String> parent = Portable.usbDevice(disk).map(BlockDevices::name);
    if (parent.isPresent() && !usb.containsKey(parent.get())) {
      // The child's message came before its parent's.
      usbSeen(parent.get(), receivedNanos, atStart);
    }
    Plugged device = parent.map(usb::get).orElse(null);
    if (device != null && !(device.decision instanceof MediaDecision.LetIn)) {
      slippedThrough(device, disk, mediaChange);
      return;
    }
    if (device != null && device.decision.equals(CARRIES_SYSTEM)) {
      return;
    }
    String name = BlockDevices.name(disk);
    boolean shut = holding && (permitted.holds(name) || effects.closeDisk(disk));
    permitted.disk(name, disk, mediaChange);
    if (!hasMedium(disk, name)) {
      cardGone(name);
    } else if (!cards.containsKey(name)) {
      MediumKind seen =
          device != null && kind.get() == MediumKind.USB_STORAGE ? MediumKind.SD_CARD : kind.get();
      Medium medium = MediaDescriptions.of(disk, seen);
      cards.put(name, new PluggedMedium(medium, shut, "no-permission"));
      tellPlugged(
          new PluggedMedium(medium, shut, "no-permission"),
          atStart,
          System.nanoTime() - receivedNanos);
      permit(name, medium);
    }
  }

  /** A disk on a USB device that was told already. While enforcing there should be none. */
  private void slippedThrough(Plugged device, Path disk, boolean mediaChange) {
    if (permitted.holds(MediaDescriptions.port(device.device.name()))) {
      permitted.disk(MediaDescriptions.port(device.device.name()), disk, mediaChange);
    } else if (holding) {
      effects.closeDisk(disk);
      tree.read(device.device.name()).ifPresent(now -> changed(device, now));
    }
  }

  static boolean hasMedium(Path disk, String name) {
    String size = RootFiles.attribute(disk.resolve("size")).orElse("0");
    // A floppy drive always claims a disk.
    return !size.equals("0")
        && !(name.startsWith("sr") && size.equals(NO_DISC))
        && !name.startsWith("fd");
  }

  private void cardGone(String name) {
    PluggedMedium gone = cards.remove(name);
    if (gone != null) {
      permitted.gone(name);
      tell(gone.medium(), MediaAction.REMOVED, gone.reason(), false, 0);
    }
  }

  private void tell(Medium medium, MediaAction action, String reason, boolean atStart, long nanos) {
    boolean carriedOut = action == MediaAction.BLOCKED || action == MediaAction.NOT_BLOCKED;
    told.media(
        new MediaEvent(
            medium,
            action,
            stage,
            reason,
            atStart,
            carriedOut ? Duration.ofNanos(Math.max(nanos, 0)) : Duration.ZERO,
            SignedIn.read(files)));
  }
}
