package io.stairgate.agent.platform.linux.hold;

/** How a file writes its keys. */
public enum KeyStyle {
  /** {@code [section]} and {@code key=value}: GDM, SDDM, LightDM, KDE, systemd, BlueZ. */
  INI("=", true),
  /** {@code key = value}, no sections: faillock.conf, pwquality.conf. */
  EQUALS(" = ", false),
  /** {@code KEY=value}, no sections: ufw.conf, /etc/default. */
  SHELL("=", false),
  /** {@code KEY value}, no sections: login.defs, adduser's older files. */
  SPACE(" ", false),
  /** Whole lines without a value, such as dconf's profiles: the key is the line. */
  LINE("", false);

  private final String between;
  private final boolean sections;

  KeyStyle(String between, boolean sections) {
    this.between = between;
    this.sections = sections;
  }

  boolean sections() {
    return sections;
  }

  /** A line that sets a key, without its end. */
  String line(String key, String value) {
    return key + between + value;
  }

  /** Whether a line sets the key; comments do not. */
  boolean sets(String line, String key) {
    String text = line.strip();
    if (this == LINE) {
      return text.equals(key);
    }
    if (!text.startsWith(key)) {
      return false;
    }
    String rest = text.substring(key.length());
    if (rest.isEmpty()) {
      return true;
    }
    return this == SPACE
        ? Character.isWhitespace(rest.charAt(0))
        : rest.stripLeading().startsWith("=");
  }

  /** The value of a line that sets the key. */
  String value(String line, String key) {
    String rest = line.strip().substring(key.length()).strip();
    return this != SPACE && rest.startsWith("=") ? rest.substring(1).strip() : rest;
  }
}
