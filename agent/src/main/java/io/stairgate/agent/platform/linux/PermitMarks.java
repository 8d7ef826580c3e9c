package io.stairgate.agent.platform.linux;

import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * Files under {@code /run/stairgate} that tell others what is open under a permission. They are
 * gone after a restart of the laptop, and without them everything stays shut.
 *
 * <ul>
 *   <li>{@code permitted/}: read by the udev rule, one for each volume ({@code 8:1}) or USB device
 *       ({@code usb-1-4-7}); lines of properties
 *   <li>{@code handed/}: asked for by the polkit rule, one for each volume and account ({@code
 *       sdb1/alice}, {@code mapper_luks-1/alice}); empty
 *   <li>{@code open/}: read by the script that shuts what an agent that died left open, one for
 *       each medium; {@code usb NAME NUMBER} or {@code disk NAME}
 * </ul>
 */
final class PermitMarks {
  static final String PERMITTED = "/run/stairgate/permitted";
  static final String HANDED = "/run/stairgate/handed";
  static final String OPEN = "/run/stairgate/open";

  private final RootFiles files;

  PermitMarks(RootFiles files) {
    this.files = files;
  }

  /** Notes that a medium is about to be let in. To be there before it is. */
  void note(String medium, String line) {
    write(OPEN + "/" + plain(medium), line + "\n");
  }

  /** The medium is shut again. */
  void forgetNote(String medium) {
    delete(OPEN + "/" + plain(medium));
  }

  /** Has the udev rule show udisks a volume, with these options and no others. */
  void permitVolume(String number, String options) {
    write(
        PERMITTED + "/" + number,
        """
        STAIRGATE_PERMITTED=1
        UDISKS_IGNORE=0
        UDISKS_PRESENTATION_NOPOLICY=0
        UDISKS_MOUNT_OPTIONS_DEFAULTS=%1$s
        UDISKS_MOUNT_OPTIONS_ALLOW=%1$s
        """
            .formatted(options));
  }

  /**
   * Has the udev rule leave the storage of a USB device alone, and give its node to a person.
   *
   * @param person the account's number; 0: the node stays root's
   */
  void permitUsb(String device, int number, int person) {
    write(
        PERMITTED + "/" + usb(device, number),
        person == 0
            ? "STAIRGATE_PERMITTED=1\n"
            : "STAIRGATE_PERMITTED=1\nSTAIRGATE_OWNER=" + person + "\n");
  }

  void forgetVolume(String number) {
    delete(PERMITTED + "/" + number);
  }

  void forgetUsb(String device, int number) {
    delete(PERMITTED + "/" + usb(device, number));
  }

  private static String usb(String device, int number) {
    return "usb-" + device + "-" + number;
  }

  /**
   * Lets one account mount or unlock one volume. False where the account has a name that the polkit
   * rule does not take.
   *
   * @param volume as udisks names it below {@code /dev}
   */
  boolean hand(String volume, String account) {
    if (!account.matches("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}")) {
      return false;
    }
    write(HANDED + "/" + plain(volume) + "/" + account, "");
    return true;
  }

  /** Nobody may mount or unlock it any more. */
  void takeBack(String volume) {
    String folder = HANDED + "/" + plain(volume);
    for (String account : files.list(folder)) {
      delete(folder + "/" + account);
    }
    delete(folder);
  }

  /** Removes what an earlier agent left of marks that open something. */
  void clear() {
    for (String name : files.list(PERMITTED)) {
      delete(PERMITTED + "/" + name);
    }
    for (String volume : files.list(HANDED)) {
      takeBack(volume);
    }
  }

  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9.-]", "_");
  }

  /** Readable for the polkit service, which is not root; whole or not there. */
  private void write(String file, String text) {
    Path path = files.path(file);
    try {
      Path folder = path.getParent();
      for (String each : List.of("/run/stairgate", PERMITTED, HANDED, OPEN)) {
        folder(files.path(each));
      }
      if (folder != null) {
        folder(folder);
      }
      Path beside = path.resolveSibling("." + path.getFileName());
      Files.writeString(beside, text);
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void folder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private void delete(String file) {
    try {
      Files.deleteIfExists(files.path(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
