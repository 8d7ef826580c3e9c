package io.stairgate.console.mail;

/**
 * All that an e-mail of the console ever says. There is no room for anything else, so that nothing
 * else gets out of the house.
 *
 * @param category what happened, in a few closed words
 * @param nickname the laptop's; may be empty
 * @param link where more stands, for people who may see it
 * @param choices where the person chooses which messages come
 */
public record Letter(String category, String nickname, String link, String choices) {
  private static final int LONGEST = 120;

  public Letter {
    category = harmless(category);
    nickname = harmless(nickname);
    if (category.isEmpty()) {
      throw new IllegalArgumentException("A letter says what happened.");
    }
    for (String each : new String[] {link, choices}) {
      // Only what may stand in an address; so no line end and no quote gets into a header or HTML.
      if (!each.matches("https?://[!#-&(-;=?-Z\\[\\]_a-z~]{1,600}")) {
        throw new IllegalArgumentException("A letter's link is no web address.");
      }
    }
  }

  /**
   * One line without what turns the reading direction, ends lines, or is not shown: a nickname is
   * typed by people, and could pass for a header or for other words.
   */
  static String harmless(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .map(
            each ->
                switch (Character.getType(each)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR,
                      Character.PRIVATE_USE,
                      Character.SURROGATE,
                      Character.UNASSIGNED ->
                      ' ';
                  default -> each;
                })
        .forEach(plain::appendCodePoint);
    // "=?" begins an encoded word, which a reader's mail program would turn into other letters.
    String line = plain.toString().replace("=?", "= ?").replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST
        ? line
        : line.substring(0, line.offsetByCodePoints(0, line.codePointCount(0, LONGEST) - 1));
  }

  String subject() {
    return nickname.isEmpty() ? category : category + ": " + nickname;
  }

  String plain() {
    return """
    %s
    %s
    Look here: %s

    Which messages you get, and where: %s
    This message comes from Stairgate. Nobody reads answers to it.
    """
        .formatted(category, nickname.isEmpty() ? "" : "Laptop: " + nickname + "\n", link, choices);
  }

  String html() {
    return """
    <!DOCTYPE html>
    <html lang="en"><head><meta charset="utf-8"><title>%1$s</title></head>
    <body style="font-family: sans-serif; font-size: 16px; line-height: 1.5">
    <p><strong>%1$s</strong></p>
    %2$s<p><a href="%3$s">Look here</a></p>
    <p style="font-size: 14px"><a href="%4$s">Which messages you get, and where</a>.
    This message comes from Stairgate. Nobody reads answers to it.</p>
    </body></html>
    """
        .formatted(
            escaped(category),
            nickname.isEmpty() ? "" : "<p>Laptop: " + escaped(nickname) + "</p>\n",
            escaped(link),
            escaped(choices));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
