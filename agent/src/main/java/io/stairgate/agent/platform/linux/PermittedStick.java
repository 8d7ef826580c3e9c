package io.stairgate.agent.platform.linux;

import io.stairgate.agent.event.Medium;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.PermissionEvent;
import io.stairgate.agent.event.PermissionStep;
import io.stairgate.agent.event.ScanProgress;
import io.stairgate.agent.event.ScanReport;
import io.stairgate.agent.event.ScanVerdict;
import io.stairgate.agent.platform.linux.Seats.Person;
import io.stairgate.agent.platform.linux.StickBlocks.Place;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.policy.Permission;
import io.stairgate.agent.scan.EngineUnavailableException;
import io.stairgate.agent.scan.ScanWatcher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One medium that is plugged in and permitted, from being let in to being shut again. A thread of
 * its own goes through the steps in order; others only tell it what happened.
 *
 * <p>The steps: wait for the person → let in → wait for its disks, made root's and read-only → scan
 * → hand over → wait → write out, unmount, shut. Whatever fails on the way ends in the last step.
 * Nothing but {@link #end} ends the thread, so that one medium is asked for once per plug.
 *
 * <p>Over 300 lines because the steps and what interrupts them are one state machine.
 */
final class PermittedStick {
  private static final Logger LOG = Logger.getLogger(PermittedStick.class.getName());

  /** How far it is. */
  enum State {
    /** Shut: nobody has it, it failed, or it is over. */
    SHUT,
    /** Let in, root's alone, not to be seen by anybody. */
    EXAMINED,
    /** The person has it. */
    OPEN,
    /** It should be shut, and shutting failed. */
    STUCK
  }

  private sealed interface Happening {
    record Disk(Path disk, boolean mediaChange) implements Happening {}

    record Mapper(Path mapper) implements Happening {}

    record People() implements Happening {}
  }

  /** Another medium lies in the same reader. */
  private static final class OtherMediumException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private final String name;
  private final Permission permission;
  private final Medium medium;
  private final Place place;
  private final RootFiles files;
  private final StickTools tools;
  private final PermitMarks marks;
  private final StickBlocks blocks;
  private final HandOver handOver;
  private final Told told;
  private final LinkedBlockingQueue<Happening> happenings = new LinkedBlockingQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread;

  private volatile State state = State.SHUT;

  // Guarded by this.
  private @Nullable String ending;
  private long endingSince;
  private boolean mayInterrupt = true;

  // The thread's own.
  private Optional<PermittedStick> before = Optional.empty();
  private long since;
  private boolean opened;

  PermittedStick(
      Permission permission, Medium medium, Place place, PermittedMedia.Room room, long since) {
    this.name = medium.port();
    this.permission = permission;
    this.medium = medium;
    this.place = place;
    this.files = room.files();
    this.tools = room.tools();
    this.marks = room.marks();
    this.told = room.told();
    this.blocks = new StickBlocks(files, room.tree(), room.effects(), tools.calls(), place);
    this.handOver = new HandOver(files, tools, marks, blocks, permission.readOnly());
    this.since = since;
    this.thread = new Thread(this::run, "permitted-" + name.replace(' ', '-'));
    thread.setDaemon(true);
  }

  // --- From other threads ------------------------------------------------------------------------

  /**
   * Begins.
   *
   * @param before what must have ended before, on the same place
   */
  void start(Optional<PermittedStick> before) {
    this.before = before;
    thread.start();
  }

  /** False once it was told to end. */
  synchronized boolean running() {
    return ending == null;
  }

  Permission permission() {
    return permission;
  }

  /** Whether it may go on as it is: another end, or descriptors that fit, change nothing here. */
  boolean goesOnUnder(Permission next) {
    return permission.id().equals(next.id())
        && next.covers(medium)
        && permission.account().equals(next.account())
        && permission.readOnly() == next.readOnly()
        && permission.encryptedOnly() == next.encryptedOnly()
        && permission.acceptNotFullyScanned() == next.acceptNotFullyScanned();
  }

  State state() {
    return state;
  }

  /** A disk of this medium came, or holds something else. */
  void disk(Path disk, boolean mediaChange) {
    happenings.add(new Happening.Disk(disk, mediaChange));
  }

  /** A device mapper device came or changed; it may be the plain side of one of our volumes. */
  void mapper(Path mapper) {
    happenings.add(new Happening.Mapper(mapper));
  }

  /** Somebody signed in or out. */
  void people() {
    happenings.add(new Happening.People());
  }

  /** Ends it, whatever it is doing; only the first reason counts. Returns at once. */
  synchronized void end(String reason) {
    if (ending == null) {
      ending = reason;
      endingSince = System.nanoTime();
      if (mayInterrupt) {
        thread.interrupt();
      }
    }
  }

  /** Waits until it is shut; false where that took longer. */
  boolean awaitOver(Duration atMost) {
    try {
      return over.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  // --- Its own thread ----------------------------------------------------------------------------

  private void run() {
    try {
      before.ifPresent(other -> other.awaitOver(Duration.ofSeconds(60)));
      before = Optional.empty();
      live();
    } catch (InterruptedException e) {
      LOG.log(Level.FINE, "a permitted medium is told to end", e);
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a permitted medium is shut because of an error of our own", e);
      tell(PermissionStep.FAILED, "device-error");
    }
    String reason;
    long from;
    synchronized (this) {
      mayInterrupt = false;
      reason = ending == null ? "device-error" : ending;
      from = ending == null ? System.nanoTime() : endingSince;
    }
    // From here on nothing interrupts: it must be shut.
    boolean interrupted = Thread.interrupted();
    LOG.log(Level.FINE, "ends, interrupted {0}", interrupted);
    if (state == State.EXAMINED && reason.equals("unplugged")) {
      tell(PermissionStep.FAILED, "pulled-out");
    }
    try {
      shut(reason, from);
    } finally {
      over.countDown();
    }
  }

  private void live() throws InterruptedException {
    while (true) {
      try {
        Person person = awaitPerson();
        letIn(person);
        awaitSignOut(person);
        shutMeanwhile("signed-out");
      } catch (OtherMediumException e) {
        shutMeanwhile("unplugged");
      } catch (StaysShutException e) {
        shutMeanwhile(e.reason());
        tell(PermissionStep.FAILED, e.reason());
        awaitOtherMedium();
      }
      since = System.nanoTime();
    }
  }

  private Person awaitPerson() throws InterruptedException {
    boolean said = false;
    while (true) {
      Optional<Person> person = Seats.person(files, permission.account());
      if (person.isPresent()) {
        return person.get();
      }
      if (!said) {
        said = true;
        tell(PermissionStep.FAILED, Seats.anybody(files) ? "not-this-person" : "nobody-signed-in");
      }
      if (happenings.take() instanceof Happening.People) {
        since = System.nanoTime();
      }
    }
  }

  /** Until the same drive holds another medium; a USB device has to be plugged in anew. */
  private void awaitOtherMedium() throws InterruptedException {
    while (true) {
      if (happenings.take() instanceof Happening.Disk(Path disk, boolean mediaChange)
          && place instanceof Place.Drive
          && mediaChange) {
        happenings.add(new Happening.Disk(disk, false));
        return;
      }
    }
  }

  private void letIn(Person person)
      throws StaysShutException, OtherMediumException, InterruptedException {
    blocks.begin();
    switch (place) {
      case Place.Usb usb -> {
        marks.note(name, "usb " + usb.device().name() + " " + usb.device().number());
        boolean phone = medium.kind() == MediumKind.PHONE || medium.kind() == MediumKind.CAMERA;
        if (phone) {
          openPhone(usb, person);
          return;
        }
        marks.permitUsb(usb.device().name(), usb.device().number(), 0);
        letIn();
      }
      case Place.Drive drive -> {
        marks.note(name, "disk " + BlockDevices.name(drive.disk()));
        state = State.EXAMINED;
        happenings.add(new Happening.Disk(drive.disk(), false));
      }
    }
    examine(awaitDisks(), person);
  }

  private void letIn() throws StaysShutException {
    state = State.EXAMINED;
    if (!blocks.letIn()) {
      throw new StaysShutException("device-error");
    }
  }

  /**
   * A phone or camera is no disk: nothing of it can be scanned, and its own protocol cannot be held
   * to reading.
   */
  private void openPhone(Place.Usb usb, Person person) throws StaysShutException {
    if (!permission.acceptNotFullyScanned()) {
      throw new StaysShutException("not-scannable");
    }
    if (permission.readOnly()) {
      throw new StaysShutException("not-read-only");
    }
    if (permission.encryptedOnly()) {
      throw new StaysShutException("not-encrypted");
    }
    scanned(
        new ScanReport(
            ScanVerdict.NOT_FULLY_SCANNED,
            "",
            "",
            Optional.empty(),
            0,
            0,
            1,
            List.of("not-scannable"),
            "",
            0,
            Duration.ZERO));
    marks.permitUsb(usb.device().name(), usb.device().number(), person.number());
    letIn();
    // As an "add": only then do the rules of libmtp and gphoto2 say what it is to the desktop.
    RootFiles.write(usb.device().folder().resolve("uevent"), "add");
    tellOpened(person);
  }

  /** The disks that come within the time a medium takes to show them all. */
  private List<Path> awaitDisks()
      throws StaysShutException, OtherMediumException, InterruptedException {
    List<Path> disks = new ArrayList<>();
    while (true) {
      Duration wait = disks.isEmpty() ? tools.patience() : tools.quiet();
      Happening next = happenings.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
      if (next == null) {
        if (disks.isEmpty()) {
          throw new StaysShutException("device-error");
        }
        return disks;
      }
      if (next instanceof Happening.Disk(Path disk, boolean mediaChange)) {
        taken(disk, mediaChange).ifPresent(disks::add);
        if (place instanceof Place.Drive && !disks.isEmpty()) {
          return disks;
        }
      }
    }
  }

  private Optional<Path> taken(Path disk, boolean mediaChange) throws OtherMediumException {
    return switch (blocks.take(disk, mediaChange)) {
      case NEW -> Optional.of(disk);
      case KNOWN, EMPTY -> Optional.empty();
      case CHANGED -> throw new OtherMediumException();
    };
  }

  private void examine(List<Path> disks, Person person)
      throws StaysShutException, InterruptedException {
    List<Volume> plain = new ArrayList<>();
    List<Volume> locked = new ArrayList<>();
    for (Path disk : disks) {
      for (Volume volume : tools.volumes().apply(disk)) {
        (volume.kind().locked() ? locked : plain).add(volume);
      }
    }
    if (permission.encryptedOnly()
        && plain.stream().anyMatch(volume -> volume.kind() != FileSystemKind.NONE)) {
      throw new StaysShutException("not-encrypted");
    }
    if (locked.isEmpty() || plain.stream().anyMatch(volume -> volume.kind().driver().isPresent())) {
      scanAndOpen(plain, person);
    }
    for (Volume volume : locked) {
      handOver.offer(volume, person);
    }
    if (!locked.isEmpty()) {
      tell(PermissionStep.LOCKED, "locked");
    }
  }

  private void scanAndOpen(List<Volume> volumes, Person person)
      throws StaysShutException, InterruptedException {
    tell(PermissionStep.SCANNING, "");
    ScanReport report;
    try {
      report = tools.examination().scan(volumes, new Watcher());
    } catch (EngineUnavailableException e) {
      LOG.log(Level.WARNING, "nothing was scanned: {0}", e.getMessage());
      throw new StaysShutException("no-engine");
    }
    scanned(report);
    switch (report.verdict()) {
      case CLEAN -> {}
      case INFECTED -> throw new StaysShutException("infected");
      case NOT_FULLY_SCANNED -> {
        if (!permission.acceptNotFullyScanned()) {
          throw new StaysShutException("not-fully-scanned");
        }
      }
    }
    boolean any = false;
    for (Volume volume : volumes) {
      // What has no driver of ours was not scanned, and is never mounted.
      if (volume.kind().driver().isPresent()) {
        handOver.open(volume, person);
        any = true;
      }
    }
    if (!any) {
      throw new StaysShutException("no-file-system");
    }
    tellOpened(person);
  }

  /** Until the person leaves; a volume that is unlocked or comes later goes its own way. */
  private void awaitSignOut(Person person)
      throws StaysShutException, OtherMediumException, InterruptedException {
    while (true) {
      switch (happenings.take()) {
        case Happening.Disk(Path disk, boolean mediaChange) -> {
          Optional<Path> came = taken(disk, mediaChange);
          if (came.isPresent()) {
            examine(List.of(came.get()), person);
          }
        }
        case Happening.Mapper(Path mapper) -> {
          if (blocks.carries(mapper) && blocks.takePlain(mapper)) {
            since = System.nanoTime();
            scanAndOpen(tools.volumes().apply(mapper), person);
          }
        }
        case Happening.People() -> {
          if (Seats.person(files, person.account()).isEmpty()) {
            return;
          }
        }
      }
    }
  }

  // --- Shutting ----------------------------------------------------------------------------------

  /** Shuts while the thread goes on; what wants to end it waits that long. */
  private void shutMeanwhile(String reason) throws InterruptedException {
    synchronized (this) {
      mayInterrupt = false;
    }
    boolean interrupted = Thread.interrupted();
    LOG.log(Level.FINE, "shuts, interrupted {0}", interrupted);
    shut(reason, System.nanoTime());
    synchronized (this) {
      mayInterrupt = true;
      if (ending != null) {
        throw new InterruptedException();
      }
    }
  }

  private void shut(String reason, long from) {
    boolean shut = false;
    try {
      shut = handOver.takeBack();
      if (place instanceof Place.Usb usb) {
        marks.forgetUsb(usb.device().name(), usb.device().number());
      }
      shut = blocks.shut() && (shut || blocks.mounts().isEmpty() || place instanceof Place.Usb);
      if (shut) {
        marks.forgetNote(name);
      }
    } catch (InterruptedException e) {
      LOG.log(Level.SEVERE, "interrupted while a medium was being shut", e);
    } catch (RuntimeException e) {
      LOG.log(Level.SEVERE, "a medium could not be shut in order", e);
      shut = blocks.shut();
    }
    state = shut ? State.SHUT : State.STUCK;
    if (opened) {
      opened = false;
      told.permission(
          new PermissionEvent(
              permission.id(),
              PermissionStep.CLOSED,
              Optional.of(medium),
              reason,
              Optional.empty(),
              "",
              false,
              Optional.empty(),
              Duration.ofNanos(System.nanoTime() - from)));
    }
    if (!shut) {
      tell(PermissionStep.FAILED, "device-error");
    }
  }

  // --- Telling -----------------------------------------------------------------------------------

  private void tell(PermissionStep step, String reason) {
    told.permission(PermissionEvent.of(permission.id(), step, Optional.of(medium), reason));
  }

  private void scanned(ScanReport report) {
    told.permission(
        new PermissionEvent(
            permission.id(),
            PermissionStep.SCANNED,
            Optional.of(medium),
            "",
            Optional.of(report),
            "",
            false,
            Optional.empty(),
            Duration.ZERO));
  }

  private void tellOpened(Person person) {
    opened = true;
    state = State.OPEN;
    told.permission(
        new PermissionEvent(
            permission.id(),
            PermissionStep.OPENED,
            Optional.of(medium),
            "",
            Optional.empty(),
            person.account(),
            permission.readOnly(),
            Optional.empty(),
            Duration.ofNanos(System.nanoTime() - since)));
  }

  private final class Watcher implements ScanWatcher {
    @Override
    public void gettingReady() {
      scanned(0, 0);
    }

    @Override
    public void scanned(long bytes, long files) {
      // How much there will be is not known: a volume's size is not what is on it.
      told.progress(new ScanProgress(permission.id(), bytes, 0, files));
    }
  }
}
