package io.stairgate.agent.platform.linux.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.command.Outcome;
import io.stairgate.agent.control.BluetoothHidden;
import io.stairgate.agent.control.CameraOff;
import io.stairgate.agent.control.ChangeDesk.Orders;
import io.stairgate.agent.control.Holder;
import io.stairgate.agent.event.Finding;
import io.stairgate.agent.event.FindingState;
import io.stairgate.agent.event.Hold;
import io.stairgate.agent.event.PolicyVersion;
import io.stairgate.agent.event.Rule;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.linux.hold.Answer;
import io.stairgate.agent.platform.linux.hold.Holding;
import io.stairgate.agent.platform.linux.hold.KeyDesk;
import io.stairgate.agent.platform.linux.hold.LinuxHolder;
import io.stairgate.agent.platform.linux.hold.Programs;
import io.stairgate.agent.platform.linux.hold.RootDesk;
import io.stairgate.agent.platform.linux.hold.Step;
import io.stairgate.agent.platform.linux.hold.Verb;
import io.stairgate.agent.policy.Policy;
import io.stairgate.agent.policy.RulePolicy;
import io.stairgate.agent.policy.RuleSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Each rule is held and put back on a folder made to look like a laptop. */
@EnabledOnOs(OS.LINUX)
class HoldingsTest {
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
  private static final String GREETER =
      """
      # GDM configuration storage - see dconf(5)
      [org/gnome/login-screen]
      # These are the options for the greeter
      logo='/usr/share/images/vendor-logos/logo-text-version-64.png'
      # - Disable user list
      # disable-user-list=true
      # - Disable restart buttons
      # disable-restart-buttons=true
      # - Show a login welcome message
      # banner-message-enable=true
      # banner-message-text='Welcome'
      """;

  @TempDir private Path folder;
  private FakeRoot linux;
  private final List<String> ran = new ArrayList<>();
  private Programs programs;

  @BeforeEach
  void aLaptop() {
    linux = new FakeRoot(folder);
    linux.file("/etc/hostname", "blue-room\n");
    programs =
        new Programs(
            command -> {
              ran.add(
                  command.program().getFileName() + " " + String.join(" ", command.arguments()));
              return new Outcome.Ended(0, "", "");
            });
  }

  private static Policy policy(Rule rule, RuleSettings settings) {
    return new Policy(
        "device",
        Optional.of(new PolicyVersion(1, 1)),
        Instant.EPOCH,
        Map.of(rule, new RulePolicy(Stage.ENFORCE, settings)),
        List.of(),
        "");
  }

  private String ask(Holding holding, Verb verb, Policy policy) throws Exception {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    new RootDesk(linux.files(), programs, List.of(holding), KeyDesk.NONE)
        .answer(
            new ByteArrayInputStream((verb.line() + "\n").getBytes(StandardCharsets.UTF_8)),
            answer,
            () -> new Orders(Optional.of(policy), Optional.empty()));
    return answer.toString(StandardCharsets.UTF_8);
  }

  private Map<String, String> etc() {
    try (Stream<Path> all = Files.walk(linux.path("/etc"))) {
      Map<String, String> found = new TreeMap<>();
      for (Path path : all.toList()) {
        found.put(
            path.toString(),
            Files.isSymbolicLink(path)
                ? Files.readSymbolicLink(path).toString()
                : Files.isDirectory(path) ? "/" : Files.readString(path));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void gnomes_lock_is_set_locked_and_put_back() throws Exception {
    linux.file(
        "/usr/share/wayland-sessions/gnome.desktop", "[Desktop Entry]\nDesktopNames=GNOME\n");
    linux.file("/etc/dconf/profile/user", "user-db:user\nsystem-db:local\n");
    Files.createDirectories(linux.path("/etc/dconf/db"));
    Map<String, String> before = etc();
    Holding holding = new ScreenLockHolding(linux.files(), programs);
    Policy policy = policy(Rule.SCREEN_LOCK, new RuleSettings.ScreenLock(Duration.ofMinutes(5)));

    assertThat(ask(holding, new Verb.Hold(Rule.SCREEN_LOCK), policy)).isEqualTo("done\n");

    assertThat(linux.text("/etc/dconf/profile/user"))
        .isEqualTo("user-db:user\nsystem-db:local\nsystem-db:stairgate\n");
    assertThat(linux.text(ScreenLockHolding.SETTINGS)).contains("idle-delay=uint32 300\n");
    assertThat(linux.text(ScreenLockHolding.LOCKS))
        .contains("/org/gnome/desktop/session/idle-delay\n");
    assertThat(linux.text(ScreenLockHolding.LOGIND)).contains("IdleAction=lock\nIdleActionSec=300");
    assertThat(holding.steps(policy)).allMatch(Step::done);
    assertThat(ran)
        .containsExactly("dconf update", "systemctl kill --signal=HUP systemd-logind.service");

    linux.file(ScreenLockHolding.DATABASE, "compiled");
    assertThat(ask(holding, new Verb.PutBack(Rule.SCREEN_LOCK), policy)).isEqualTo("done\n");
    assertThat(etc()).isEqualTo(before);
  }

  @Test
  void without_a_profile_one_is_made_that_keeps_peoples_own_settings() throws Exception {
    linux.file(
        "/usr/share/wayland-sessions/gnome.desktop", "[Desktop Entry]\nDesktopNames=GNOME\n");
    Files.createDirectories(linux.path("/etc/dconf/db"));
    Map<String, String> before = etc();
    Holding holding = new ScreenLockHolding(linux.files(), programs);
    Policy policy = policy(Rule.SCREEN_LOCK, RuleSettings.ScreenLock.DEFAULT);

    ask(holding, new Verb.Hold(Rule.SCREEN_LOCK), policy);
    assertThat(linux.text("/etc/dconf/profile/user"))
        .isEqualTo("user-db:user\nsystem-db:stairgate\n");
    assertThat(ask(holding, new Verb.Hold(Rule.SCREEN_LOCK), policy)).isEqualTo("done\n");

    ask(holding, new Verb.PutBack(Rule.SCREEN_LOCK), policy);
    assertThat(etc()).isEqualTo(before);
  }

  @Test
  void a_profile_that_is_removed_comes_back_with_the_settings_own_lines_and_is_told_as_what_it_is()
      throws Exception {
    linux.file(
        "/usr/share/wayland-sessions/gnome.desktop", "[Desktop Entry]\nDesktopNames=GNOME\n");
    linux.file("/etc/dconf/profile/user", "user-db:user\nsystem-db:local\nsystem-db:site\n");
    Files.createDirectories(linux.path("/etc/dconf/db"));
    Map<String, String> before = etc();
    Holding holding = new ScreenLockHolding(linux.files(), programs);
    Policy policy = policy(Rule.SCREEN_LOCK, RuleSettings.ScreenLock.DEFAULT);
    ask(holding, new Verb.Hold(Rule.SCREEN_LOCK), policy);
    linux.resource(ScreenLockHolding.DATABASE, "dconf-met.gvdb");
    Files.delete(linux.path("/etc/dconf/profile/user"));

    assertThat(
            new LinuxHolder(linux.files(), List.of(holding), (verb, more) -> new Answer.Done(""))
                .missing(Rule.SCREEN_LOCK, policy))
        .contains(
            new Holder.Change(
                "where the desktop takes its settings from",
                "the setting's own settings too",
                "not set",
                "The desktop will follow the setting's own settings."))
        .noneMatch(change -> change.what().contains("no longer asked for"));
    ask(holding, new Verb.Hold(Rule.SCREEN_LOCK), policy);

    assertThat(linux.text("/etc/dconf/profile/user"))
        .isEqualTo("user-db:user\nsystem-db:local\nsystem-db:site\nsystem-db:stairgate\n");
    assertThat(ask(holding, new Verb.PutBack(Rule.SCREEN_LOCK), policy)).isEqualTo("done\n");
    assertThat(etc()).isEqualTo(before);
  }

  @Test
  void a_profile_of_ours_that_is_removed_is_made_again_and_goes_with_the_rule() throws Exception {
    linux.file(
        "/usr/share/wayland-sessions/gnome.desktop", "[Desktop Entry]\nDesktopNames=GNOME\n");
    Files.createDirectories(linux.path("/etc/dconf/db"));
    Map<String, String> before = etc();
    Holding holding = new ScreenLockHolding(linux.files(), programs);
    Policy policy = policy(Rule.SCREEN_LOCK, RuleSettings.ScreenLock.DEFAULT);
    ask(holding, new Verb.Hold(Rule.SCREEN_LOCK), policy);
    Files.delete(linux.path("/etc/dconf/profile/user"));
    ask(holding, new Verb.Hold(Rule.SCREEN_LOCK), policy);

    assertThat(linux.text("/etc/dconf/profile/user"))
        .isEqualTo("user-db:user\nsystem-db:stairgate\n");
    // The desktop is gone by then; what was made is taken back all the same.
    Files.delete(linux.path("/usr/share/wayland-sessions/gnome.desktop"));
    ask(holding, new Verb.PutBack(Rule.SCREEN_LOCK), policy);
    assertThat(etc()).isEqualTo(before);
  }

  @Test
  void a_compiled_database_is_in_force_only_with_the_same_time_and_its_lock() throws Exception {
    Holding holding = new ScreenLockHolding(linux.files(), programs);
    linux.file(ScreenLockHolding.SETTINGS, "[org/gnome/desktop/session]\nidle-delay=uint32 300\n");
    assertThat(holding.afterwards().getFirst().due()).isTrue();
    linux.resource(ScreenLockHolding.DATABASE, "dconf-met.gvdb");
    assertThat(holding.afterwards().getFirst().due()).isFalse();
    linux.resource(ScreenLockHolding.DATABASE, "dconf-unlocked.gvdb");
    assertThat(holding.afterwards().getFirst().due()).isTrue();
    linux.resource(ScreenLockHolding.DATABASE, "dconf-long.gvdb");
    assertThat(holding.afterwards().getFirst().due()).isTrue();
  }

  @Test
  void plasmas_lock_is_final_and_met_and_goes_back_to_the_byte() throws Exception {
    linux.file("/usr/share/xsessions/plasma.desktop", "[Desktop Entry]\nDesktopNames=KDE\n");
    linux.file(PlasmaLock.FILE, "[Daemon]\nAutolock=false\n\n[Greeter]\nTheme=a");
    linux.file("/etc/systemd/logind.conf", "[Login]\nIdleAction=suspend\n");
    Map<String, String> before = etc();
    Holding holding = new ScreenLockHolding(linux.files(), programs);
    Policy policy = policy(Rule.SCREEN_LOCK, new RuleSettings.ScreenLock(Duration.ofMinutes(10)));

    assertThat(ask(holding, new Verb.Hold(Rule.SCREEN_LOCK), policy)).isEqualTo("done\n");

    assertThat(PlasmaLock.key(linux.text(PlasmaLock.FILE), "Timeout"))
        .contains(new PlasmaLock.Key("10", true));
    assertThat(PlasmaLock.key(linux.text(PlasmaLock.FILE), "Autolock"))
        .contains(new PlasmaLock.Key("true", true));
    assertThat(linux.path(ScreenLockHolding.LOGIND)).doesNotExist();

    ask(holding, new Verb.PutBack(Rule.SCREEN_LOCK), policy);
    assertThat(etc()).isEqualTo(before);
  }

  @Test
  void the_notice_stands_on_text_screens_and_on_gdms_greeter() throws Exception {
    linux.file(NoticeHolding.GREETER, GREETER);
    Map<String, String> before = etc();
    Holding holding = new NoticeHolding(linux.files());
    Policy policy = policy(Rule.SIGN_IN_NOTICE, new RuleSettings.Defaults());

    assertThat(ask(holding, new Verb.Hold(Rule.SIGN_IN_NOTICE), policy)).isEqualTo("done\n");

    assertThat(linux.text(NoticeHolding.ISSUE).lines())
        .allMatch(line -> line.length() <= 76 && line.chars().allMatch(c -> c >= ' ' && c < 127))
        .noneMatch(line -> line.contains("\\"));
    assertThat(linux.text(NoticeHolding.GREETER))
        .contains("\nbanner-message-enable=true\n", "\nbanner-message-text='This laptop ");

    ask(holding, new Verb.PutBack(Rule.SIGN_IN_NOTICE), policy);
    assertThat(etc()).isEqualTo(before);
  }

  /** A laptop's built-in camera as sysfs has it: two nodes, of which one gives pictures. */
  private void camera() {
    String device = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-6";
    linux.file(device + "/product", "Integrated Camera\n");
    linux.file(device + "/1-6:1.0/bInterfaceClass", "0e\n");
    linux.file(device + "/1-6:1.0/bInterfaceSubClass", "01\n");
    linux.file(device + "/1-6:1.1/bInterfaceClass", "0e\n");
    linux.file(device + "/1-6:1.1/bInterfaceSubClass", "02\n");
    linux.link("/sys/bus/usb/devices/1-6", device);
    linux.link("/sys/bus/usb/devices/1-6:1.0", device + "/1-6:1.0");
    linux.link("/sys/bus/usb/devices/1-6:1.1", device + "/1-6:1.1");
    linux.file("/sys/bus/usb/drivers/uvcvideo/unbind", "");
    linux.file("/sys/bus/usb/drivers/uvcvideo/bind", "");
  }

  private void cameraOn(boolean on) throws IOException {
    String device = "/sys/devices/pci0000:00/0000:00:14.0/usb1/1-6/1-6:1.0";
    for (int node = 0; node < 2; node++) {
      String nodes = device + "/video4linux/video" + node;
      if (on) {
        linux.file(nodes + "/name", "Integrated Camera: Integrated C\n");
        linux.file(nodes + "/dev", "81:" + node + "\n").file(nodes + "/index", node + "\n");
        linux.link(nodes + "/device", device);
        linux.link("/sys/class/video4linux/video" + node, nodes);
        linux.file(
            "/run/udev/data/c81:" + node,
            "E:ID_V4L_CAPABILITIES=" + (node == 0 ? ":capture:" : ":") + "\n");
      } else {
        linux.without("/sys/class/video4linux/video" + node);
      }
    }
    if (on) {
      linux.link(device + "/driver", "/sys/bus/usb/drivers/uvcvideo");
      linux.link("/sys/bus/usb/drivers/uvcvideo/1-6:1.0", device);
    } else {
      linux.without(device + "/driver").without("/sys/bus/usb/drivers/uvcvideo/1-6:1.0");
    }
  }

  private Finding proveCamera() {
    return new CameraOff(new Cameras(linux.files()), CLOCK).prove(Policy.DEFAULT);
  }

  @Test
  void a_camera_is_found_turned_off_and_back_on() throws Exception {
    assertThat(proveCamera().state()).isEqualTo(new FindingState.NotApplicable("no-camera"));
    camera();
    cameraOn(true);
    assertThat(proveCamera().state()).isEqualTo(new FindingState.NotMet());
    assertThat(proveCamera().evidence()).hasSize(1);
    Map<String, String> before = etc();
    Holding holding = new CameraHolding(linux.files(), programs);
    Policy policy = policy(Rule.CAMERA, new RuleSettings.Defaults());

    assertThat(ask(holding, new Verb.Hold(Rule.CAMERA), policy)).startsWith("failed This was set");
    assertThat(linux.text("/sys/bus/usb/drivers/uvcvideo/unbind")).isEqualTo("1-6:1.0");
    cameraOn(false); // what the kernel does
    assertThat(ask(holding, new Verb.Hold(Rule.CAMERA), policy)).isEqualTo("done\n");

    assertThat(proveCamera().state()).isEqualTo(new FindingState.Met());
    assertThat(proveCamera().hold()).isEqualTo(new Hold.ByOs());
    assertThat(linux.text(CameraHolding.BLOCK)).contains("install uvcvideo /bin/false");

    assertThat(ask(holding, new Verb.PutBack(Rule.CAMERA), policy)).isEqualTo("done\n");
    assertThat(linux.text("/sys/bus/usb/drivers/uvcvideo/bind")).isEqualTo("1-6:1.0");
    assertThat(ran).contains("udevadm trigger --action=add /sys/bus/usb/devices/1-6:1.0");
    assertThat(etc()).isEqualTo(before);
  }

  private void radio(String soft) {
    linux.file("/sys/class/rfkill/rfkill0/type", "bluetooth\n");
    linux.file("/sys/class/rfkill/rfkill0/name", "hci0\n");
    linux.file("/sys/class/rfkill/rfkill0/soft", soft);
    linux.file("/sys/class/rfkill/rfkill0/hard", "0\n");
    linux.file("/sys/class/rfkill/rfkill1/type", "wlan\n");
    linux.file("/sys/class/rfkill/rfkill1/soft", "0");
  }

  private Finding proveBluetooth() {
    return new BluetoothHidden(new Radios(linux.files()), CLOCK).prove(Policy.DEFAULT);
  }

  @Test
  void bluetooth_is_hidden_or_off_or_not_met() {
    assertThat(proveBluetooth().state()).isEqualTo(new FindingState.NotApplicable("no-bluetooth"));
    radio("0");
    assertThat(proveBluetooth().sentence())
        .isEqualTo("Bluetooth is on, and other devices cannot see this laptop.");
    linux.file("/var/lib/bluetooth/00:1A:7D:DA:71:13/settings", "[General]\nDiscoverable=true\n");
    assertThat(proveBluetooth().state()).isEqualTo(new FindingState.NotMet());
    radio("1");
    assertThat(proveBluetooth().state()).isEqualTo(new FindingState.Met());
  }

  @Test
  void bluetooth_goes_off_and_other_radios_stay() throws Exception {
    radio("0");
    linux.file("/usr/lib/systemd/system/bluetooth.service", "");
    Map<String, String> before = etc();
    Holding holding = new BluetoothHolding(linux.files(), programs);
    Policy policy = policy(Rule.BLUETOOTH, new RuleSettings.Defaults());

    // systemctl masks nothing here, so that step is not found to be so
    assertThat(ask(holding, new Verb.Hold(Rule.BLUETOOTH), policy)).startsWith("failed ");
    assertThat(linux.text("/sys/class/rfkill/rfkill0/soft")).isEqualTo("1");
    assertThat(linux.text("/sys/class/rfkill/rfkill1/soft")).isEqualTo("0");
    assertThat(ran).containsExactly("systemctl mask --now bluetooth.service");
    Files.createDirectories(Objects.requireNonNull(linux.path(BluetoothHolding.MASK).getParent()));
    Files.createSymbolicLink(linux.path(BluetoothHolding.MASK), Path.of("/dev/null"));
    assertThat(ask(holding, new Verb.Hold(Rule.BLUETOOTH), policy)).isEqualTo("done\n");
    assertThat(proveBluetooth().hold()).isEqualTo(new Hold.ByOs());

    assertThat(ask(holding, new Verb.PutBack(Rule.BLUETOOTH), policy)).isEqualTo("done\n");
    assertThat(linux.text("/sys/class/rfkill/rfkill0/soft")).isEqualTo("0");
    assertThat(linux.path(BluetoothHolding.MASK)).doesNotExist();
    Map<String, String> now = new HashMap<>(etc());
    now.keySet().removeIf(path -> path.contains("/etc/systemd"));
    assertThat(now).isEqualTo(before);
  }

  /** As BlueZ keeps a mouse; shortened. */
  @Test
  void a_keyboard_mouse_or_hearing_aid_is_never_cut_off() throws Exception {
    radio("0");
    linux.file("/var/lib/bluetooth/00:1A:7D:DA:71:13/settings", "[General]\nDiscoverable=true\n");
    linux.file(
        "/var/lib/bluetooth/00:1A:7D:DA:71:13/D4:A3:3D:61:77:0B/info",
        "[General]\nName=Mouse\nServices=00001800-0000-1000-8000-00805f9b34fb;"
            + "00001812-0000-1000-8000-00805F9B34FB;\n");
    Holding holding = new BluetoothHolding(linux.files(), programs);

    ask(
        holding,
        new Verb.Hold(Rule.BLUETOOTH),
        policy(Rule.BLUETOOTH, new RuleSettings.Defaults()));

    assertThat(linux.text("/sys/class/rfkill/rfkill0/soft")).isEqualTo("0");
    assertThat(ran)
        .containsExactly(
            "busctl set-property org.bluez /org/bluez/hci0 org.bluez.Adapter1 Discoverable b"
                + " false");
  }
}
