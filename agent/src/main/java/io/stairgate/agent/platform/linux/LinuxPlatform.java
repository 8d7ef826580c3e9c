package io.stairgate.agent.platform.linux;

import io.stairgate.agent.control.Accounts;
import io.stairgate.agent.control.AdminRights;
import io.stairgate.agent.control.AntiVirus;
import io.stairgate.agent.control.BackupAge;
import io.stairgate.agent.control.BluetoothHidden;
import io.stairgate.agent.control.CameraOff;
import io.stairgate.agent.control.ChangeDesk;
import io.stairgate.agent.control.ChangeListener;
import io.stairgate.agent.control.ChangeWatch;
import io.stairgate.agent.control.ChildrenUse;
import io.stairgate.agent.control.Control;
import io.stairgate.agent.control.ControlParts;
import io.stairgate.agent.control.DiskEncryption;
import io.stairgate.agent.control.DiskKeys;
import io.stairgate.agent.control.FilteringCheck;
import io.stairgate.agent.control.Firewall;
import io.stairgate.agent.control.Holder;
import io.stairgate.agent.control.KeptKeys;
import io.stairgate.agent.control.MediaControl;
import io.stairgate.agent.control.Messenger;
import io.stairgate.agent.control.OwnParts;
import io.stairgate.agent.control.PasswordAge;
import io.stairgate.agent.control.PasswordStrength;
import io.stairgate.agent.control.ScreenLock;
import io.stairgate.agent.control.SharedSecret;
import io.stairgate.agent.control.SignIn;
import io.stairgate.agent.control.Software;
import io.stairgate.agent.control.Suspend;
import io.stairgate.agent.control.Updates;
import io.stairgate.agent.event.BootTime;
import io.stairgate.agent.event.Hardware;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.platform.Platform;
import io.stairgate.agent.platform.linux.file.RootFiles;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.LinuxHolder;
import io.stairgate.agent.platform.linux.hold.LuksDisks;
import io.stairgate.agent.platform.linux.hold.LuksKeys;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.RootDesk;
import io.stairgate.agent.platform.linux.hold.RootUnit;
import io.stairgate.agent.platform.linux.rule.AccountFiles;
import io.stairgate.agent.platform.linux.rule.AccountsHolding;
import io.stairgate.agent.platform.linux.rule.BackupReader;
import io.stairgate.agent.platform.linux.rule.BluetoothHolding;
import io.stairgate.agent.platform.linux.rule.CameraHolding;
import io.stairgate.agent.platform.linux.rule.Cameras;
import io.stairgate.agent.platform.linux.rule.FilterReader;
import io.stairgate.agent.platform.linux.rule.FirewallHolding;
import io.stairgate.agent.platform.linux.rule.FirewallLook;
import io.stairgate.agent.platform.linux.rule.FirewallReader;
import io.stairgate.agent.platform.linux.rule.KeptLook;
import io.stairgate.agent.platform.linux.rule.NoticeHolding;
import io.stairgate.agent.platform.linux.rule.PasswordAgeHolding;
import io.stairgate.agent.platform.linux.rule.PasswordChecks;
import io.stairgate.agent.platform.linux.rule.PasswordStrengthHolding;
import io.stairgate.agent.platform.linux.rule.ProgramReader;
import io.stairgate.agent.platform.linux.rule.Radios;
import io.stairgate.agent.platform.linux.rule.ScreenLockHolding;
import io.stairgate.agent.platform.linux.rule.ScreenLocks;
import io.stairgate.agent.platform.linux.rule.SignInHolding;
import io.stairgate.agent.platform.linux.rule.SignInWays;
import io.stairgate.agent.platform.linux.rule.UpdateReader;
import io.stairgate.agent.platform.linux.rule.UpdatesHolding;
import io.stairgate.agent.platform.linux.rule.VirusReader;
import io.stairgate.agent.scan.ScanEngine;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Linux. Reads files and the kernel's messages; starts programs only to hand a permitted medium
 * over and to show a notice.
 */
public final class LinuxPlatform implements Platform {
  private final RootFiles files;
  private final InstantSource clock;
  private final ServiceNotice serviceNotice;
  private final ScanEngine engine;
  private final KeptLook filter;
  private final AccountFiles accounts;
  private final PasswordChecks checks;
  private final SignInWays ways;
  private volatile @org.jspecify.annotations.Nullable Hardware hardware;

  /**
   * Reads nothing yet but the name of the service manager's socket.
   *
   * @param root the system's root, or a folder made to look like one
   * @param clock tells the time
   */
  public LinuxPlatform(Path root, InstantSource clock) {
    this.files = new RootFiles(root);
    this.clock = clock;
    this.serviceNotice = ServiceNotice.of(files);
    this.filter = new KeptLook(files, new FirewallLook(files));
    this.engine =
        new ScanEngine(files.path("/run/stairgate-scan/clamd.sock"), files.path("/var/lib/clamav"));
    this.accounts = new AccountFiles(files, clock, this::signedIn);
    this.checks = new PasswordChecks(files);
    this.ways = new SignInWays(files);
  }

  @Override
  public String name() {
    return "linux";
  }

  @Override
  public Hardware hardware() {
    Hardware known = hardware;
    if (known == null) {
      known = Firmware.read(files);
      hardware = known;
    }
    return known;
  }

  @Override
  public BootTime bootTime() {
    return Boot.read(files);
  }

  @Override
  public boolean administrator() {
    return Boot.administrator(files);
  }

  @Override
  public List<String> signedIn() {
    return SignedIn.read(files);
  }

  @Override
  public List<Control> controls(ControlParts parts) {
    return List.of(
        new DiskEncryption(
            new DiskReader(files), parts.enrolledAt(), () -> KeptKeys.read(parts.notes()), clock),
        new ScreenLock(new ScreenLocks(files, Programs.of(files), clock), clock),
        new PasswordAge(accounts.passwords(), checks, clock),
        new PasswordStrength(checks, accounts.passwords(), clock),
        new SignIn(ways, accounts.people(), clock),
        new SharedSecret(accounts.passwords(), clock),
        new Accounts(accounts.people(), clock),
        new Suspend(accounts.people(), clock),
        new AdminRights(accounts.people(), clock),
        new AntiVirus(new VirusReader(files, parts, engine::trial, clock), clock),
        new Updates(new UpdateReader(files, parts, clock), clock),
        new Firewall(new FirewallReader(files, filter), clock),
        new Software(new ProgramReader(files, parts), parts.record(), clock),
        new CameraOff(new Cameras(files), clock),
        new BluetoothHidden(new Radios(files), clock),
        new FilteringCheck(new FilterReader(files, parts, clock), clock),
        new BackupAge(new BackupReader(files), clock),
        new ChildrenUse(accounts.people(), clock));
  }

  @Override
  public MediaControl media(Path dataDirectory) {
    return new LinuxMedia(
        files,
        clock,
        dataDirectory,
        () ->
            files.live()
                ? UeventSocket.open().map(KernelEvents.class::cast)
                : Optional.of(new SilentEvents()),
        StickTools.of(
            files, new StickScan(files, engine, files.path("/run/stairgate-agent/scan"))));
  }

  @Override
  public Holder holder() {
    return new LinuxHolder(files, holdings(), new RootUnit(files));
  }

  @Override
  public DiskKeys diskKeys() {
    return new LuksDisks(files, new RootUnit(files));
  }

  @Override
  public ChangeDesk changeDesk() {
    return new RootDesk(files, Programs.of(files), holdings(), new LuksKeys(files));
  }

  /**
   * How each rule is held, one line each, in the order of {@link io.stairgate.agent.event.Rule}.
   */
  private List<Holding> holdings() {
    Programs programs = Programs.of(files);
    return List.of(
        new ScreenLockHolding(files, programs),
        new PasswordAgeHolding(files, programs, accounts.passwords(), clock),
        new PasswordStrengthHolding(files, programs, checks),
        new SignInHolding(files, programs, ways, accounts.people(), clock),
        new AccountsHolding(
            Rule.ACCOUNTS, files, programs, accounts.people(), this::signedIn, clock),
        new AccountsHolding(
            Rule.SUSPEND, files, programs, accounts.people(), this::signedIn, clock),
        new UpdatesHolding(files, programs),
        new FirewallHolding(files, programs, filter),
        new NoticeHolding(files),
        new CameraHolding(files, programs),
        new BluetoothHolding(files, programs));
  }

  /**
   * What the rules look at: a line for each source of {@link #controls}, and what the holdings
   * name.
   */
  private List<String> watched() {
    Stream<List<String>> sources =
        Stream.of(
            DiskReader.WATCHED,
            SignedIn.WATCHED,
            ScreenLocks.WATCHED,
            AccountFiles.WATCHED,
            PasswordChecks.WATCHED,
            SignInWays.WATCHED,
            VirusReader.WATCHED,
            UpdateReader.WATCHED,
            FirewallReader.WATCHED,
            ProgramReader.WATCHED,
            Cameras.WATCHED,
            Radios.WATCHED);
    return Stream.concat(sources, holdings().stream().map(Holding::watched))
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  @Override
  public ChangeWatch watch(ChangeListener listener) {
    return InotifyWatch.open(
        files, this::watched, OwnFiles.watched(files), listener, filter::forget);
  }

  @Override
  public OwnParts ownParts() {
    return new OwnFiles(files);
  }

  @Override
  public boolean lockScreens(String account) throws InterruptedException {
    return files.live() && new Screens(files).lock(account);
  }

  @Override
  public void atRest() {
    StartPages.giveBack();
  }

  @Override
  public Messenger messenger() {
    return files.live() ? new DesktopMessenger(files) : Messenger.NOBODY;
  }

  @Override
  public ServiceManager serviceManager() {
    return serviceNotice;
  }
}
