package io.stairgate.console.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.events.StreamEndEvent;
import org.snakeyaml.engine.v2.events.StreamStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads one YAML 1.2 document into parts with lines, never into Java objects. Bounded in length,
 * depth and count; aliases, anchors, tags and names that come twice are refused.
 */
final class YamlReader {
  /** The longest file, bytes. */
  static final int LONGEST = 256 * 1024;

  private static final int DEEPEST = 10;
  private static final int MOST_PARTS = 25_000;

  /** The library copies what it holds of a line again and again, so very long ones cost most. */
  private static final int LONGEST_LINE = 10_000;

  private static final int BUFFER = 32 * 1024;

  private final Iterator<Event> events;
  private int parts;

  private YamlReader(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setCodePointLimit(LONGEST)
            .setBufferSize(Math.min(BUFFER, Math.max(1024, text.length() + 1)))
            .build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /**
   * Reads a whole file.
   *
   * @throws PolicyFileException where it is none; the sentence names the line
   */
  static YamlNode read(String text) throws PolicyFileException {
    if (text.length() > LONGEST || bytes(text) > LONGEST) {
      throw new PolicyFileException(
          1, "the file is longer than 256 KiB; a policy is far shorter, so check which file it is");
    }
    requireShortLines(text);
    YamlReader reader = new YamlReader(text);
    try {
      return reader.document();
    } catch (MarkedYamlEngineException e) {
      throw new PolicyFileException(
          e.getProblemMark().or(e::getContextMark).map(YamlReader::line).orElse(1),
          "this cannot be read as YAML; check the spaces at the start of the line, the quotes, and"
              + " the colon after each name");
    } catch (YamlEngineException e) {
      throw new PolicyFileException(
          1, "the file holds characters that YAML does not allow; write it as plain text in UTF-8");
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // The library's scanner on escapes that name no character.
      throw new PolicyFileException(
          1, "the file holds an escaped character that is none; write the character itself");
    }
  }

  private static void requireShortLines(String text) throws PolicyFileException {
    int line = 1;
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        begin = i + 1;
      } else if (i - begin >= LONGEST_LINE) {
        throw new PolicyFileException(
            line, "this line is longer than 10,000 characters; break it up or shorten it");
      }
    }
  }

  private static long bytes(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      bytes += each < 0x80 ? 1 : each < 0x800 || Character.isSurrogate(each) ? 2 : 3;
    }
    return bytes;
  }

  private YamlNode document() throws PolicyFileException {
    Event first = next();
    if (first instanceof StreamStartEvent) {
      first = next();
    }
    if (!(first instanceof DocumentStartEvent start)) {
      throw new PolicyFileException(
          1, "the file is empty; begin with \"format: 1\", or export the current policy first");
    }
    if (!start.getTags().isEmpty() || start.getSpecVersion().isPresent()) {
      throw new PolicyFileException(
          line(start), "lines that begin with % have no meaning here; take them out");
    }
    YamlNode root = node(next(), 0);
    Event end = next();
    if (!(end instanceof DocumentEndEvent) || !(next() instanceof StreamEndEvent)) {
      throw new PolicyFileException(
          line(end), "the file holds a second document after \"---\"; keep only one");
    }
    return root;
  }

  private Event next() throws PolicyFileException {
    if (!events.hasNext()) {
      throw new PolicyFileException(1, "the file ends too early; check that it is whole");
    }
    return events.next();
  }

  private YamlNode node(Event event, int depth) throws PolicyFileException {
    parts++;
    if (parts > MOST_PARTS) {
      throw new PolicyFileException(line(event), "the file has far too many parts; shorten it");
    }
    if (depth > DEEPEST) {
      throw new PolicyFileException(
          line(event), "the parts stand too deep within each other; no policy needs that");
    }
    if (!(event instanceof NodeEvent node) || !(event instanceof ScalarEvent || start(event))) {
      throw new PolicyFileException(
          line(event), "aliases (a word after *) are not read; write the words out");
    }
    if (node.getAnchor().isPresent()) {
      throw new PolicyFileException(
          line(event), "anchors (a word after &) are not read; take it out");
    }
    if (tag(event).isPresent()) {
      throw new PolicyFileException(
          line(event), "tags (a word after !) are not read; take it out or put quotes around it");
    }
    return switch (event) {
      case ScalarEvent scalar ->
          new YamlNode.Scalar(line(scalar), scalar.getValue(), scalar.isPlain());
      case SequenceStartEvent list -> items(line(list), depth);
      default -> parts(line(event), depth);
    };
  }

  private static boolean start(Event event) {
    return event instanceof CollectionStartEvent;
  }

  private static Optional<String> tag(Event event) {
    return switch (event) {
      case ScalarEvent scalar -> scalar.getTag();
      case CollectionStartEvent collection -> collection.getTag();
      default -> Optional.empty();
    };
  }

  private YamlNode items(int line, int depth) throws PolicyFileException {
    List<YamlNode> items = new ArrayList<>();
    for (Event event = next(); !(event instanceof SequenceEndEvent); event = next()) {
      items.add(node(event, depth + 1));
    }
    return new YamlNode.Items(line, items);
  }

  private YamlNode parts(int line, int depth) throws PolicyFileException {
    List<YamlNode.Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Event event = next(); !(event instanceof MappingEndEvent); event = next()) {
      if (!(node(event, depth + 1) instanceof YamlNode.Scalar key)) {
        throw new PolicyFileException(line(event), "a name before a colon must be a plain word");
      }
      if (!names.add(key.text())) {
        throw new PolicyFileException(
            key.line(), "\"%s\" stands here twice; keep one".formatted(Words.told(key.text())));
      }
      entries.add(new YamlNode.Entry(key, node(next(), depth + 1)));
    }
    return new YamlNode.Parts(line, entries);
  }

  private static int line(Event event) {
    return event.getStartMark().map(YamlReader::line).orElse(1);
  }

  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }
}
