package io.stairgate.agent.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.stairgate.agent.control.UsbDescription;
import io.stairgate.agent.control.UsbDescription.Interface;
import io.stairgate.agent.event.MediumKind;
import io.stairgate.agent.event.Stage;
import io.stairgate.agent.platform.linux.KernelEvents.Happening;
import io.stairgate.agent.policy.Permission;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * The promise "never brick" over generated laptops: devices of any interfaces, in hubs, built in or
 * not, one perhaps carrying the system, some there at the start and some plugged in later, all
 * under enforce.
 */
class NeverBrickTreesTest {
  /** Harmless, forbidden and unknown interfaces alike. */
  private static final int[][] KINDS = {
    {0x01, 1, 0},
    {0x02, 6, 0},
    {0x03, 1, 1},
    {0x03, 1, 2},
    {0x03, 0, 0},
    {0x06, 1, 1},
    {0x07, 1, 2},
    {0x08, 6, 0x50},
    {0x08, 6, 0x62},
    {0x08, 2, 0x50},
    {0x09, 0, 0},
    {0x0a, 0, 0},
    {0x0b, 0, 0},
    {0x0e, 1, 0},
    {0xdc, 1, 1},
    {0xe0, 1, 1},
    {0xe0, 1, 3},
    {0xef, 4, 1},
    {0xfe, 1, 1},
    {0xff, 0xff, 0},
    {0xff, 0x42, 1},
    {0xff, 0xfe, 2},
    {0, 0, 0}
  };

  private static final int[] VENDORS = {0x046d, 0x0781, 0x18d1, 0x05ac, 0x0921, 0x0bda};

  /** One generated device. */
  record Thing(
      int vendor,
      List<Integer> kinds,
      boolean builtIn,
      boolean behindHub,
      boolean later,
      boolean broken) {}

  @Provide
  Arbitrary<List<Thing>> laptops() {
    Arbitrary<List<Integer>> kinds =
        Arbitraries.integers().between(0, KINDS.length - 1).list().ofMinSize(1).ofMaxSize(4);
    Arbitrary<Boolean> seldom =
        Arbitraries.frequency(net.jqwik.api.Tuple.of(5, false), net.jqwik.api.Tuple.of(1, true));
    return Combinators.combine(
            Arbitraries.integers().between(0, VENDORS.length - 1),
            kinds,
            seldom,
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            seldom)
        .as(
            (vendor, parts, builtIn, hub, later, broken) ->
                new Thing(VENDORS[vendor], parts, builtIn, hub, later, broken))
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Property(tries = 1000)
  void no_laptop_is_made_unusable(
      @ForAll("laptops") List<Thing> things,
      @ForAll boolean firstCarriesSystem,
      @ForAll boolean permissions)
      throws IOException {
    // In memory where there is such a folder: each try forces files to disk.
    Path memory = Path.of("/dev/shm");
    Path folder =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "stairgate-tree")
            : Files.createTempDirectory("stairgate-tree");
    try {
      FakeLinux linux = new FakeLinux(folder.resolve("root")).rootHub(1);
      linux.plug("1-1", 2, UsbSamples.HUB, "");
      linux.file("/proc/bus/input/devices", "");
      linux.file("/run/systemd/sessions/1", "UID=1000\nUSER=alice\nSEAT=seat0\nCLASS=user\n");
      List<String> names = new ArrayList<>();
      for (int i = 0; i < things.size(); i++) {
        names.add(things.get(i).behindHub() ? "1-1." + (i + 1) : "1-" + (i + 2));
      }
      if (firstCarriesSystem) {
        carriesSystem(linux, names.getFirst());
      }
      SilentEvents kernel = new SilentEvents();
      Heard heard = new Heard();
      try (LinuxMedia media =
          new LinuxMedia(
              linux.files(),
              InstantSource.fixed(Instant.EPOCH),
              folder.resolve("data"),
              () -> Optional.of(kernel),
              new FakeDesktop(linux).tools())) {
        for (int i = 0; i < things.size(); i++) {
          if (!things.get(i).later() || (i == 0 && firstCarriesSystem)) {
            plug(linux, names.get(i), i, things.get(i));
          }
        }
        if (permissions) {
          media.permit(everySecond(things));
        }
        media.start(Stage.ENFORCE, heard);
        for (int i = 0; i < things.size(); i++) {
          if (things.get(i).later() && !(i == 0 && firstCarriesSystem)) {
            plug(linux, names.get(i), i, things.get(i));
            kernel.say(
                new Happening.Message(
                    new Uevent(
                        "add",
                        FakeLinux.usbFolder(names.get(i)).substring(4),
                        "usb",
                        "usb_device",
                        false),
                    System.nanoTime()));
          }
        }
        kernel.say(new Happening.Lost());
        while (!kernel.isQuiet()) {
          Thread.onSpinWait();
        }
        media.plugged();
        assertThat(linux.authorized("1-1")).as("the hub").isTrue();
        if (permissions) {
          for (int i = 0; i < things.size(); i++) {
            if (i % 2 == 1 || mixed(things.get(i))) {
              // Whatever is permitted beside it, and a mixed device even if it is named itself.
              check(linux, names.get(i), things.get(i), i == 0 && firstCarriesSystem);
            }
          }
          media.permit(List.of());
        }
        for (int i = 0; i < things.size(); i++) {
          check(linux, names.get(i), things.get(i), i == 0 && firstCarriesSystem);
        }
        assertThat(media.release()).isEmpty();
        for (String name : names) {
          assertThat(linux.authorized(name)).as("released " + name).isTrue();
        }
      }
    } finally {
      delete(folder);
    }
  }

  private static void check(FakeLinux linux, String name, Thing thing, boolean system) {
    boolean builtIn = thing.builtIn() && !thing.behindHub();
    boolean in = linux.authorized(name);
    String what = name + " " + thing;
    if (system || builtIn) {
      assertThat(in).as("must be let in: " + what).isTrue();
      return;
    }
    if (thing.broken()) {
      assertThat(in).as("must be shut: " + what).isFalse();
      return;
    }
    UsbDescription device = Descriptors.parse(descriptors(thing)).orElseThrow();
    boolean printer = device.has(0x07);
    boolean keyboard = device.has(0x03);
    if (device.has(0x08) && !printer) {
      assertThat(in).as("storage must be shut: " + what).isFalse();
    }
    if (keyboard && !device.has(0x08)) {
      // There is no other keyboard or pointer on this laptop: each is the last.
      assertThat(in).as("a keyboard or pointer without storage must be let in: " + what).isTrue();
    }
    if (device.isOnly(0x09)) {
      assertThat(in).as("a hub must be let in: " + what).isTrue();
    }
    if (!keyboard && !printer && (isPhone(device) || device.has(0x06))) {
      assertThat(in).as("phones and cameras must be shut: " + what).isFalse();
    }
    boolean network = device.isOnly(0x02) || device.isOnly(0x0a);
    if (network && device.vendor() != 0x18d1) {
      assertThat(in).as("a network adapter must be let in: " + what).isTrue();
    }
    if (device.vendor() == 0x0921 && device.isOnly(0xff) && !isPhone(device)) {
      assertThat(in).as("an assistive device must be let in: " + what).isTrue();
    }
  }

  /** Permissions that name every second device, as a stick and as a phone. */
  private static List<Permission> everySecond(List<Thing> things) {
    List<Permission> live = new ArrayList<>();
    for (int i = 0; i < things.size(); i += 2) {
      for (MediumKind kind : List.of(MediumKind.USB_STORAGE, MediumKind.PHONE)) {
        live.add(
            new Permission(
                kind + "-" + i,
                kind,
                "%04x".formatted(things.get(i).vendor()),
                "0100",
                "SERIAL" + i,
                "",
                "",
                "",
                Instant.EPOCH,
                Instant.MAX,
                false,
                false,
                true));
      }
    }
    return live;
  }

  private static boolean mixed(Thing thing) {
    return Descriptors.parse(descriptors(thing))
        .filter(is -> is.has(UsbDescription.STORAGE) && is.has(UsbDescription.HUMAN_INTERFACE))
        .isPresent();
  }

  private static boolean isPhone(UsbDescription device) {
    for (Interface part : device.interfaces()) {
      if (part.is(0xff, 0x42, 1) || part.is(0xe0, 1, 3) || part.is(0xef, 4, 1)) {
        return true;
      }
    }
    return false;
  }

  private static void plug(FakeLinux linux, String name, int index, Thing thing) {
    linux.plug(
        name,
        index + 10,
        thing.broken() ? new byte[] {18, 1, 0} : descriptors(thing),
        "SERIAL" + index);
    if (thing.builtIn()) {
      // Behind a hub that can be unplugged this is only the hub's word.
      linux.file(FakeLinux.usbFolder(name) + "/removable", "fixed\n");
    }
  }

  private static byte[] descriptors(Thing thing) {
    byte[][] parts = new byte[thing.kinds().size()][];
    for (int i = 0; i < parts.length; i++) {
      int[] kind = KINDS[thing.kinds().get(i)];
      parts[i] = UsbSamples.part(kind[0], kind[1], kind[2]);
    }
    return UsbSamples.device(thing.vendor(), 0x0100, parts);
  }

  private static void carriesSystem(FakeLinux linux, String name) {
    String parent = FakeLinux.usbFolder(name) + "/" + name + ":1.0/host0";
    linux.disk(parent, "sda", "8:0").partition(parent + "/block/sda", "sda1", "8:1");
    linux.file("/proc/self/mountinfo", "22 1 8:1 / / rw shared:1 - ext4 /dev/sda1 rw\n");
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
