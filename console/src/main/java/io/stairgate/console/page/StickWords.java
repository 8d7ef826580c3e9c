package io.stairgate.console.page;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The one place where the codes of memory sticks, permissions and scans become words. A code that a
 * newer laptop sends and that has no words here gets a sentence that is true of every code. Any
 * thread.
 */
final class StickWords {
  /** What the laptop says with a step, by {@code reason}. */
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("no-permission", "There is no permission for it."),
          Map.entry("time", "The time of the permission was over."),
          Map.entry("stopped", "It was stopped here."),
          Map.entry("replaced", "Another permission took its place."),
          Map.entry("unplugged", "It was taken out."),
          Map.entry("signed-out", "The person signed out."),
          Map.entry("agent-stopped", "The checker on the laptop was stopped, so it was shut."),
          Map.entry(
              "descriptors-changed",
              "What the stick says of itself has changed. It may be another stick that pretends to"
                  + " be this one."),
          Map.entry("port-changed", "It was plugged into another socket than the one allowed."),
          Map.entry(
              "no-engine",
              "The virus scanner on the laptop does not run, so nothing could be scanned. Ask IT to"
                  + " look at it."),
          Map.entry(
              "no-desktop-service",
              "The laptop lacks the part that opens sticks for people (udisks). Ask IT to install"
                  + " it."),
          Map.entry("nobody-signed-in", "Nobody is signed in at the laptop."),
          Map.entry("not-this-person", "Somebody else is signed in than the person it is for."),
          Map.entry("not-encrypted", "It is not encrypted, and this permission asks for that."),
          Map.entry("locked", "It is encrypted and was not unlocked with its password."),
          Map.entry("infected", "Malware was found on it."),
          Map.entry("not-fully-scanned", "Not everything on it could be scanned."),
          Map.entry("not-scannable", "A phone or camera cannot be scanned before it opens."),
          Map.entry("no-file-system", "Nothing on it can be read. It may be new or damaged."),
          Map.entry("pulled-out", "It was pulled out before the scan was done."),
          Map.entry("device-error", "The stick made mistakes while it was read. It may be broken."),
          Map.entry(
              "clock",
              "The laptop's clock was set back, so it does not know whether the time is over. It"
                  + " goes on when it reaches this console."),
          Map.entry("telephone", "It was given by telephone."));

  /** Why something was not scanned whole, by code. */
  private static final Map<String, String> SKIPPED =
      Map.ofEntries(
          Map.entry("too-large", "a file is too large to scan"),
          Map.entry("too-deep", "an archive has too many archives inside it"),
          Map.entry("locked-archive", "an archive needs a password"),
          Map.entry("unreadable", "a part could not be read"),
          Map.entry("no-file-system", "a part holds nothing that can be read as files"),
          Map.entry("unknown-file-system", "a part was set up for another kind of computer"),
          Map.entry("damaged", "a part is damaged"),
          Map.entry("time", "it would have taken too long"),
          Map.entry("pulled-out", "it was pulled out"),
          Map.entry("engine", "the scanner gave up on a file"),
          Map.entry("locked", "a part is encrypted and was not unlocked"));

  private StickWords() {}

  /** How a sentence about a kind of medium begins: {@code A memory stick}. */
  static String thing(String kind) {
    return switch (kind) {
      case "usb-storage" -> "A memory stick";
      case "phone" -> "A phone";
      case "camera" -> "A camera";
      case "sd-card" -> "A memory card";
      case "optical" -> "A disc";
      case "removable-disk" -> "A removable disk";
      case "mixed" -> "A memory stick that pretends to be something else";
      default -> "Something we do not know";
    };
  }

  /** The same inside a sentence: {@code a memory stick}. */
  static String aThing(String kind) {
    return lower(thing(kind));
  }

  /** The same with a small first letter. */
  static String lower(String sentence) {
    return sentence.substring(0, 1).toLowerCase(Locale.UK) + sentence.substring(1);
  }

  /** The same with a capital first letter. */
  static String upper(String sentence) {
    return sentence.substring(0, 1).toUpperCase(Locale.UK) + sentence.substring(1);
  }

  /** The same without "a", to begin a heading or fill a cell: {@code Memory stick}. */
  static String kind(String kind) {
    return switch (kind) {
      case "usb-storage" -> "Memory stick";
      case "phone" -> "Phone";
      case "camera" -> "Camera";
      case "sd-card" -> "Memory card";
      case "optical" -> "Disc";
      case "removable-disk" -> "Removable disk";
      case "mixed" -> "Stick that pretends";
      default -> "Unknown kind";
    };
  }

  /** What it is called inside a sentence that is about it: {@code this memory stick}. */
  static String thisThing(String kind) {
    return "this " + kind(kind).toLowerCase(Locale.UK);
  }

  /** Maker and product as the medium says, or what kind it is where it says nothing. */
  static String name(String kind, String name) {
    String said = harmless(name);
    return said.isEmpty() ? kind(kind) + " without a name" : said;
  }

  /** Serial number for people. */
  static String serial(String serial) {
    String said = harmless(serial);
    return said.isEmpty() ? "No serial number" : said;
  }

  /**
   * What somebody else wrote, without what could change how the text around it reads: control and
   * format characters, turned directions, private and broken characters. The agent does the same; a
   * page does not trust it.
   */
  static String harmless(String text) {
    return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]+", " ").strip();
  }

  /** Vendor and product id as one word, for example {@code 0781:5581}; empty where unknown. */
  static String type(String vendorId, String productId) {
    return vendorId.isEmpty() ? "" : vendorId + ":" + productId;
  }

  /** Whose it is, as a fact. */
  static String owner(String owner) {
    return switch (owner) {
      case "setting" -> "The setting's own";
      case "personal" -> "Somebody's own";
      default -> "Not known yet";
    };
  }

  /** Why a code of a step happened; empty where the laptop gave none. */
  static String reason(String code) {
    if (code.isEmpty()) {
      return "";
    }
    return REASONS.getOrDefault(
        code, "The laptop gives a reason this console does not know: " + plain(code) + ".");
  }

  /** Why something was left out of a scan. */
  static String skipped(String code) {
    return SKIPPED.getOrDefault(code, plain(code));
  }

  private static String plain(String code) {
    return code.replace('-', ' ');
  }

  /** What happened, in the history of a medium or a permission: {@code Scanned}. */
  static String happened(String what) {
    return switch (what) {
      case "blocked" -> "Plugged in and blocked";
      case "seen" -> "Plugged in and not blocked, because the laptop only watches";
      case "allowed" -> "Plugged in with permission";
      case "removed" -> "Taken out";
      case "not-blocked" -> "Plugged in and not blocked, although it should have been";
      case "asked" -> "Asked for";
      case "proposed" -> "An answer was suggested";
      case "approved" -> "Allowed";
      case "refused" -> "Not allowed";
      case "withdrawn" -> "No longer asked for";
      case "stopped" -> "Stopped";
      case "received" -> "The laptop knows of the permission";
      case "not-obeyed" -> "The laptop does not follow the permission";
      case "locked" -> "Waits to be unlocked";
      case "scanning" -> "The scan began";
      case "scanned" -> "Scanned";
      case "opened" -> "Opened";
      case "closed" -> "Shut again";
      case "ended" -> "Ended and shut";
      case "by-telephone" -> "Allowed by telephone";
      case "suspended" -> "On hold";
      case "failed" -> "Could not be opened";
      default -> plain(what);
    };
  }

  /** Whether a person did it, so that its reason is their own words. */
  static boolean byPerson(String what) {
    return switch (what) {
      case "asked", "proposed", "approved", "refused", "withdrawn", "stopped" -> true;
      default -> false;
    };
  }

  /** The answer of a scan, in a sentence. */
  static String verdict(String verdict) {
    return switch (verdict) {
      case "clean" -> "Clean. Everything on it was scanned and nothing was found.";
      case "infected" -> "Malware was found. It stays shut.";
      case "not-fully-scanned" -> "Nothing was found, but not everything could be scanned.";
      default -> "The answer is one this console does not know.";
    };
  }

  /** The answer of a scan, as a tag. */
  static String verdictTag(String verdict) {
    return switch (verdict) {
      case "clean" -> "Clean";
      case "infected" -> "Malware found";
      case "not-fully-scanned" -> "Not fully scanned";
      default -> "Unknown";
    };
  }

  /** Colour of the answer of a scan. */
  static String verdictCss(String verdict) {
    return switch (verdict) {
      case "clean" -> "good";
      case "infected" -> "bad";
      default -> "warn";
    };
  }

  /** What a permission lets somebody do. */
  static String access(boolean readOnly) {
    return readOnly ? "Reading only" : "Reading and writing";
  }

  /** A size for people: {@code 640 MB}; thousands, as on the box of a stick. */
  static String size(long bytes) {
    if (bytes < 1_000) {
      return bytes == 1 ? "1 byte" : bytes + " bytes";
    }
    String[] units = {"kB", "MB", "GB", "TB"};
    double value = bytes;
    int unit = -1;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1_000;
      unit++;
    }
    return String.format(Locale.UK, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  }

  /** How long something took: {@code 4 seconds}. */
  static String took(long millis) {
    if (millis < 1_000) {
      return "less than a second";
    }
    long seconds = (millis + 500) / 1_000;
    if (seconds < 60) {
      return seconds == 1 ? "1 second" : seconds + " seconds";
    }
    long minutes = (seconds + 30) / 60;
    return minutes == 1 ? "1 minute" : minutes + " minutes";
  }

  /** A number of things: {@code 1 file}, {@code 2,000 files}. */
  static String count(long many, String one, String several) {
    return many == 1 ? "1 " + one : String.format(Locale.UK, "%,d %s", many, several);
  }

  /** Words for a sentence: "a, b and c". */
  static String all(List<String> words) {
    return words.size() < 2
        ? String.join("", words)
        : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
  }
}
