package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;

/**
 * Reads YAML 1.2 with the core schema, in which {@code on} and {@code no} are strings. Builds the
 * tree from the parser's events: the library's own composer has no bound on depth, and its bound on
 * aliases counts collections but not what they hold.
 */
final class YamlDocumentReader {
  private static final CoreScalarResolver RESOLVER = new CoreScalarResolver(false);

  private final Iterator<Event> events;
  private final Map<Anchor, DocumentNode> anchors = new HashMap<>();
  private int nodes;

  private YamlDocumentReader(Iterator<Event> events) {
    this.events = events;
  }

  static DocumentNode read(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setCodePointLimit(DocumentBounds.MAX_BYTES)
            .setUseMarks(true)
            .setLabel("document")
            .build();
    try {
      return new YamlDocumentReader(new Parse(settings).parseString(text).iterator()).document();
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      throw new DocumentSyntaxException(
          mark.map(m -> m.getLine() + 1).orElse(1),
          mark.map(m -> m.getColumn() + 1).orElse(1),
          "the document is not YAML: " + e.getProblem());
    } catch (YamlEngineException e) {
      throw new DocumentSyntaxException(1, 1, "the document is not YAML: " + e.getMessage());
    }
  }

  private DocumentNode document() {
    events.next(); // the start of the stream
    Event first = events.next();
    if (first.getEventId() == Event.ID.StreamEnd) {
      throw new DocumentSyntaxException(1, 1, "the document is empty");
    }
    DocumentNode root = value(events.next(), 1);
    events.next(); // the end of the document
    Event last = events.next();
    if (last.getEventId() != Event.ID.StreamEnd) {
      throw new DocumentSyntaxException(
          line(last), column(last), "the text holds more than one document");
    }
    return root;
  }

  private DocumentNode value(Event event, int depth) {
    DocumentBounds.checkDepth(depth, line(event), column(event));
    DocumentBounds.checkNodes(++nodes, line(event), column(event));
    if (event instanceof AliasEvent alias) {
      return alias(alias);
    }
    DocumentNode node;
    Optional<Anchor> anchor;
    if (event instanceof ScalarEvent scalar) {
      refuseTag(scalar.getTag(), event);
      node = scalar(scalar);
      anchor = scalar.getAnchor();
    } else {
      CollectionStartEvent start = (CollectionStartEvent) event;
      refuseTag(start.getTag(), event);
      node = start instanceof MappingStartEvent ? mapping(event, depth) : sequence(event, depth);
      anchor = start.getAnchor();
    }
    anchor.ifPresent(name -> anchors.put(name, node));
    return node;
  }

  private DocumentNode alias(AliasEvent event) {
    DocumentNode node = anchors.get(event.getAlias());
    if (node == null) {
      throw new DocumentSyntaxException(
          line(event),
          column(event),
          "the alias '*" + event.getAlias().getValue() + "' has no anchor before it");
    }
    nodes += node.size() - 1;
    DocumentBounds.checkNodes(nodes, line(event), column(event));
    return node;
  }

  private DocumentNode mapping(Event start, int depth) {
    Map<String, DocumentNode.Field> fields = new LinkedHashMap<>();
    int before = nodes;
    for (Event event = events.next();
        event.getEventId() != Event.ID.MappingEnd;
        event = events.next()) {
      String name = key(event);
      DocumentNode.Field field =
          new DocumentNode.Field(line(event), column(event), value(events.next(), depth + 1));
      DocumentNode.Field other = fields.putIfAbsent(name, field);
      if (other != null) {
        throw new DocumentSyntaxException(
            field.line(),
            field.column(),
            "the field '"
                + name
                + "' is there twice; it stands in line "
                + other.line()
                + " already");
      }
    }
    return new DocumentNode.Mapping(line(start), column(start), nodes - before + 1, fields);
  }

  private static String key(Event event) {
    if (!(event instanceof ScalarEvent scalar)) {
      throw new DocumentSyntaxException(
          line(event), column(event), "the name of a field must be a string");
    }
    refuseTag(scalar.getTag(), event);
    DocumentBounds.checkText(scalar.getValue(), line(event), column(event));
    return scalar.getValue();
  }

  private DocumentNode sequence(Event start, int depth) {
    List<DocumentNode> items = new ArrayList<>();
    int before = nodes;
    for (Event event = events.next();
        event.getEventId() != Event.ID.SequenceEnd;
        event = events.next()) {
      items.add(value(event, depth + 1));
    }
    return new DocumentNode.Sequence(line(start), column(start), nodes - before + 1, items);
  }

  private static DocumentNode scalar(ScalarEvent event) {
    String text = event.getValue();
    int line = line(event);
    int column = column(event);
    DocumentBounds.checkText(text, line, column);
    if (event.isPlain()) {
      return new DocumentNode.Scalar(line, column, column, plain(text, line, column));
    }
    Mark end = event.getEndMark().orElseThrow();
    boolean quoted = event.isSQuoted() || event.isDQuoted();
    boolean direct = end.getLine() + 1 == line && end.getColumn() + 1 - column == text.length() + 2;
    return new DocumentNode.Scalar(
        line, column, quoted && direct ? column + 1 : 0, JsonNodeFactory.instance.textNode(text));
  }

  private static JsonNode plain(String text, int line, int column) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    Tag tag = RESOLVER.resolve(text, true);
    if (tag.equals(Tag.NULL)) {
      return json.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return json.booleanNode(text.toLowerCase(Locale.ROOT).equals("true"));
    }
    if (tag.equals(Tag.INT)) {
      DocumentBounds.checkNumber(text, line, column);
      return json.numberNode(integer(text));
    }
    if (tag.equals(Tag.FLOAT)) {
      DocumentBounds.checkNumber(text, line, column);
      BigDecimal number = decimal(text, line, column);
      DocumentBounds.checkExponent(number, line, column);
      return json.numberNode(number);
    }
    return json.textNode(text);
  }

  private static BigDecimal decimal(String text, int line, int column) {
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new DocumentSyntaxException(
          line, column, "'" + text + "' is no number in JSON; put it in quotes for a string");
    }
  }

  private static BigInteger integer(String text) {
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    if (text.startsWith("0o")) {
      return new BigInteger(text.substring(2), 8);
    }
    return new BigInteger(text);
  }

  private static void refuseTag(Optional<String> tag, Event event) {
    if (tag.isPresent()) {
      throw new DocumentSyntaxException(
          line(event), column(event), "tags such as '" + tag.get() + "' are not allowed");
    }
  }

  private static int line(Event event) {
    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private static int column(Event event) {
    return event.getStartMark().map(mark -> mark.getColumn() + 1).orElse(1);
  }
}
