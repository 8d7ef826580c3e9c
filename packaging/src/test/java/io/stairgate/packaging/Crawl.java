package io.stairgate.packaging;

import io.stairgate.console.Browser;
import io.stairgate.console.WebFixture;
import io.stairgate.console.secret.Secret;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Follows every link that somebody sees, from the first page on, and opens one page of each kind.
 * One thread.
 */
final class Crawl {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}");
  private static final Pattern NO_PAGE = Pattern.compile(".*\\.(?:csv|ndjson|yaml|json|ics)");
  private static final Pattern LINK = Pattern.compile("<a\\s[^>]*?href=\"(/[^\"]*)\"[^>]*>");
  private static final Pattern MAIN = Pattern.compile("(?s)<main.*</main>");
  private static final Pattern ELEMENT =
      Pattern.compile("<([a-z][a-z0-9]*)\\b(?:[^>]*?\\sclass=\"([^\"]*)\")?");

  /** Which of many like pages is meant, and no other kind of page. */
  private static final Pattern ONE_OF_MANY =
      Pattern.compile(
          "(?:sort|laptop|after|page|find|from|to|next|account|name|kind|who|person|room|rule|before|month)=.*");

  /** A heading and less than a sentence is no page. */
  private static final int FEWEST_LETTERS = 60;

  private static final int MOST_REDIRECTS = 5;

  private final Browser browser;
  private final Map<String, Found> pages = new LinkedHashMap<>();
  private final List<String> missing = new ArrayList<>();

  /**
   * A page.
   *
   * @param path where it is
   * @param parts the elements that it is made of, with their classes: pages of the same parts look
   *     the same
   */
  record Found(String path, Set<String> parts) {
    Found {
      parts = Collections.unmodifiableSet(new TreeSet<>(parts));
    }
  }

  /** Opens all that somebody can reach. */
  Crawl(WebFixture console, Secret session) {
    browser = new Browser(console).with(session);
    Deque<String[]> todo = new ArrayDeque<>();
    todo.add(new String[] {"/", ""});
    while (!todo.isEmpty()) {
      String[] next = todo.removeFirst();
      if (!pages.containsKey(kind(next[0]))) {
        open(next[0], next[1]).forEach(link -> todo.add(new String[] {link, next[0]}));
      }
    }
  }

  /** The pages by their kind, in the order in which they were met. */
  Map<String, Found> pages() {
    return Collections.unmodifiableMap(pages);
  }

  /** Links that lead to no page or to an empty one, and where they stand. */
  List<String> missing() {
    return Collections.unmodifiableList(missing);
  }

  /** What the page links to. */
  private List<String> open(String path, String from) {
    HttpResponse<String> answer = browser.get(path);
    for (int i = 0; i < MOST_REDIRECTS && answer.statusCode() / 100 == 3; i++) {
      answer = browser.get(answer.headers().firstValue("Location").orElseThrow());
    }
    String main =
        MAIN.matcher(answer.body()).results().findFirst().map(MatchResult::group).orElse("");
    pages.put(kind(path), new Found(path, parts(main)));
    if (answer.statusCode() != 200) {
      missing.add(answer.statusCode() + " " + path + " from " + from);
    } else if (!main.contains("<h1") || words(main).length() < FEWEST_LETTERS) {
      missing.add("empty " + path + " from " + from);
    }
    return LINK.matcher(answer.body())
        .results()
        .filter(link -> !link.group().contains(" download"))
        .map(link -> link.group(1).replace("&amp;", "&").split("#", -1)[0])
        .filter(link -> !NO_PAGE.matcher(link.split("\\?", -1)[0]).matches())
        .toList();
  }

  private static Set<String> parts(String html) {
    Set<String> parts = new TreeSet<>();
    ELEMENT.matcher(html).results().forEach(each -> parts.add(each.group(1) + "." + each.group(2)));
    return parts;
  }

  private static String words(String html) {
    return html.replaceAll("(?s)<details class=\"about\".*?</details>", "")
        .replaceAll("<[^>]*>", " ")
        .replaceAll("\\s+", " ")
        .strip();
  }

  /** The kind of page that stands behind an address. */
  static String kind(String href) {
    String[] parts = href.split("\\?", 2);
    String path =
        ID.matcher(parts[0])
            .replaceAll("ID")
            .replaceAll("^/accounts/(?!password|left|line$|one$)[a-z.]+", "/accounts/NAME")
            .replaceAll("^/policy/versions/\\d+", "/policy/versions/N")
            .replaceAll("^/rules/[a-z-]+", "/rules/RULE");
    List<String> kept = new ArrayList<>();
    for (String one : parts.length < 2 ? new String[0] : parts[1].split("&", -1)) {
      if (!ONE_OF_MANY.matcher(one).matches()) {
        kept.add(one);
      }
    }
    return kept.isEmpty() ? path : path + "?" + String.join("&", kept);
  }

  /** The same as a name of a file. */
  static String name(String kind) {
    String name = kind.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
    return name.isEmpty() ? "overview" : name.toLowerCase(Locale.ROOT);
  }
}
