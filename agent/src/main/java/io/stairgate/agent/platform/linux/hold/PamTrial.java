package io.stairgate.agent.platform.linux.hold;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.stairgate.agent.platform.linux.file.RootFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks PAM itself what the laptop's own lines do, without touching an account: the lines are copied
 * to a folder of our own, in which the module that knows passwords is replaced by one that always
 * says yes or always says no, the counter of wrong tries counts in that folder, and a throw-away
 * password is offered to the module that judges new ones. Used by the root side alone: the service
 * never loads PAM.
 */
public final class PamTrial {
  private static final int LIMIT = 64 * 1024;
  private static final int SUCCESS = 0;
  private static final int SILENT = 0x8000;
  private static final int POINTER = 8;

  /** One answer to PAM: a pointer to text and a number. */
  private static final int ANSWER = 16;

  /** PAM asks for something that is typed: blind, or shown. */
  private static final int TYPED_BLIND = 1;

  private static final int TYPED_SHOWN = 2;
  private static final String SERVICE = "stairgate-trial";

  /** Exists everywhere, owns nothing, and nobody signs in with it. */
  private static final String NOBODY = "nobody";

  private static final List<String> KEPT = List.of("pam_deny.so", "pam_permit.so");
  private static final String FAILLOCK = "pam_faillock.so";
  private static final String SMALL = "abcdefghjkmnpqrstuvwxyz";
  private static final String CAPITAL = "ABCDEFGHJKLMNPQRSTUVWXYZ";
  private static final String DIGITS = "23456789";
  private static final String SIGNS = "%+*?_-";
  private static final int CANDIDATES = 4;

  private PamTrial() {}

  /**
   * The lines of {@code /etc/pam.d/common-auth}: the right password opens, a wrong one does not,
   * and after so many wrong ones the right one does not either.
   *
   * @param wrongTries after how many it has to lock; 0: that is not asked
   * @throws HoldException where PAM says something else
   */
  public static void signIn(RootFiles files, int wrongTries) throws HoldException {
    String lines = files.text("/etc/pam.d/common-auth", LIMIT).orElse("");
    try (Folder folder = new Folder()) {
      boolean right = folder.authenticate(copy(lines, "pam_permit.so", folder.path));
      boolean wrong = folder.authenticate(copy(lines, "pam_deny.so", folder.path));
      if (!right || wrong) {
        throw new HoldException(
            "A trial showed that people could "
                + (wrong ? "sign in without their password" : "not sign in any more")
                + ", so nothing was changed. Tell the person who looks after the laptops.");
      }
      for (int i = 1; i < wrongTries; i++) {
        folder.authenticate(copy(lines, "pam_deny.so", folder.path));
      }
      if (wrongTries > 0 && folder.authenticate(copy(lines, "pam_permit.so", folder.path))) {
        throw new HoldException(
            "A trial showed that sign-in does not lock after "
                + wrongTries
                + " wrong tries, so nothing was changed. Tell the person who looks after the"
                + " laptops.");
      }
    } catch (IOException e) {
      throw new HoldException("Signing in could not be tried out, so nothing was changed.", e);
    }
  }

  /**
   * The line that judges new passwords: one that is a character too short is refused, one that is
   * long enough is taken.
   *
   * @param arguments what the laptop's own line tells pam_pwquality
   * @throws HoldException where PAM says something else
   */
  public static void strength(List<String> arguments, int length) throws HoldException {
    List<String> own = new ArrayList<>(arguments);
    own.removeIf(each -> each.equals("use_authtok") || each.startsWith("retry="));
    own.add("enforce_for_root");
    own.add("retry=1");
    String lines =
        "password requisite pam_pwquality.so "
            + String.join(" ", own)
            + "\npassword required pam_permit.so\n";
    try (Folder folder = new Folder()) {
      boolean takesGood = false;
      for (int i = 0; i < CANDIDATES && !takesGood; i++) {
        takesGood = folder.change(lines, candidate(length + 4));
      }
      if (!takesGood) {
        throw new HoldException("A trial showed that this laptop would take no new password.");
      }
      if (folder.change(lines, candidate(length - 1))) {
        throw new HoldException(
            "A trial showed that this laptop still takes passwords of "
                + (length - 1)
                + " characters.");
      }
    } catch (IOException e) {
      throw new HoldException("New passwords could not be tried out, so nothing was changed.", e);
    }
  }

  /**
   * The lines of type auth with {@code instead} in place of the module that knows passwords. What
   * else could open is taken for a module that says no; what must not fail, for one that says yes.
   */
  static String copy(String lines, String instead, Path tally) {
    StringBuilder copy = new StringBuilder();
    for (String raw : lines.replace("\\\n", " ").split("\n", 512)) {
      String line = raw.strip();
      String[] words = words(line);
      if (words.length < 3 || !words[0].equals("auth")) {
        continue;
      }
      String module = words[2].substring(words[2].lastIndexOf('/') + 1);
      boolean bracket = words[1].startsWith("[");
      String use;
      if (module.equals("pam_unix.so")) {
        use = instead;
      } else if (module.equals(FAILLOCK)) {
        use = FAILLOCK + " " + words[3].replaceAll("\\bdir=\\S*", "") + " dir=" + tally;
      } else if (KEPT.contains(module)) {
        use = module;
      } else {
        use = bracket || words[1].equals("sufficient") ? "pam_deny.so" : "pam_permit.so";
      }
      copy.append("auth ").append(words[1]).append(' ').append(use).append('\n');
    }
    return copy.toString();
  }

  /** Type, control, module, the rest; a control in brackets is one word. */
  private static String[] words(String line) {
    String[] type = line.split("[ \t]+", 2);
    if (type.length < 2) {
      return type;
    }
    int close = type[1].startsWith("[") ? type[1].indexOf(']') + 1 : 0;
    String control = close > 0 ? type[1].substring(0, close) : type[1].split("[ \t]+", 2)[0];
    String[] rest = type[1].substring(control.length()).strip().split("[ \t]+", 2);
    return new String[] {
      type[0].startsWith("-") ? type[0].substring(1) : type[0],
      control,
      rest[0],
      rest.length > 1 ? rest[1] : ""
    };
  }

  /** A password nobody uses: every kind of character, in no order a dictionary knows. */
  private static String candidate(int length) {
    SecureRandom random = new SecureRandom();
    List<String> kinds = List.of(SMALL, CAPITAL, DIGITS, SIGNS);
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < length; i++) {
      String kind = kinds.get(i % kinds.size());
      password.append(kind.charAt(random.nextInt(kind.length())));
    }
    return password.toString();
  }

  /** A folder of services that only this process sees. */
  private static final class Folder implements AutoCloseable {
    private final Path path = Files.createTempDirectory("stairgate-trial");

    Folder() throws IOException {
      Files.writeString(
          path.resolve("other"),
          """
          auth required pam_deny.so
          account required pam_deny.so
          password required pam_deny.so
          session required pam_deny.so
          """);
    }

    boolean authenticate(String lines) throws IOException {
      return ask(lines, "", (handle, flags) -> Calls.pam_authenticate(handle, flags));
    }

    boolean change(String lines, String password) throws IOException {
      return ask(lines, password, (handle, flags) -> Calls.pam_chauthtok(handle, flags));
    }

    private interface Question {
      int ask(Pointer handle, int flags);
    }

    private boolean ask(String lines, String typed, Question question) throws IOException {
      Files.writeString(path.resolve(SERVICE), lines);
      Conversation conversation = new Conversation(typed);
      try (Memory talk = new Memory(2 * POINTER)) {
        talk.setPointer(0, CallbackReference.getFunctionPointer(conversation));
        talk.setPointer(POINTER, Pointer.NULL);
        PointerByReference handle = new PointerByReference();
        int started = Calls.pam_start_confdir(SERVICE, NOBODY, talk, path.toString(), handle);
        if (started != SUCCESS) {
          throw new IOException("PAM did not start: " + started);
        }
        int answer = question.ask(handle.getValue(), SILENT);
        Calls.pam_end(handle.getValue(), answer);
        return answer == SUCCESS;
      } catch (UnsatisfiedLinkError e) {
        throw new IOException("PAM is older than 1.4 and cannot be asked.", e);
      }
    }

    @Override
    public void close() throws IOException {
      try (var entries = Files.newDirectoryStream(path)) {
        for (Path entry : entries) {
          Files.deleteIfExists(entry);
        }
      }
      Files.deleteIfExists(path);
    }
  }

  /** What PAM calls. */
  private interface Talk extends Callback {
    int callback(int count, Pointer messages, Pointer answers, Pointer data);
  }

  /** Types the same to whatever PAM asks. */
  private static final class Conversation implements Talk {
    private final byte[] typed;

    Conversation(String typed) {
      this.typed = (typed + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** Called by PAM, which frees what it is given: so it is the C library's memory. */
    @Override
    public int callback(int count, Pointer messages, Pointer answers, Pointer data) {
      Pointer all = new Pointer(Native.malloc((long) ANSWER * count));
      all.clear((long) ANSWER * count);
      for (int i = 0; i < count; i++) {
        int style = messages.getPointer((long) POINTER * i).getInt(0);
        if (style == TYPED_BLIND || style == TYPED_SHOWN) {
          Pointer text = new Pointer(Native.malloc(typed.length));
          text.write(0, typed, 0, typed.length);
          all.setPointer((long) ANSWER * i, text);
        }
      }
      answers.setPointer(0, all);
      return SUCCESS;
    }
  }

  /** The calls of pam(3) that are needed. */
  private static final class Calls {
    private static final List<String> PLACES =
        List.of(
            "/lib/x86_64-linux-gnu/libpam.so.0",
            "/lib/aarch64-linux-gnu/libpam.so.0",
            "/usr/lib/x86_64-linux-gnu/libpam.so.0",
            "/usr/lib/aarch64-linux-gnu/libpam.so.0",
            "/lib64/libpam.so.0",
            "/usr/lib/libpam.so.0");

    static {
      String place = "libpam.so.0";
      for (String each : PLACES.reversed()) {
        place = Files.exists(Path.of(each)) ? each : place;
      }
      Native.register(Calls.class, NativeLibrary.getInstance(place));
    }

    private Calls() {}

    static native int pam_start_confdir(
        String service, String user, Pointer talk, String folder, PointerByReference handle);

    static native int pam_authenticate(Pointer handle, int flags);

    static native int pam_chauthtok(Pointer handle, int flags);

    static native int pam_end(Pointer handle, int status);
  }
}
