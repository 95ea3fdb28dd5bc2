package dev.assent.workflow;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON by Jackson and not as YAML: YAML parsers refuse some JSON (keys longer than 1,024
 * characters, tabs before a value) and take much that is none.
 */
final class JsonDocumentReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DocumentBounds.MAX_DEPTH * 2)
                  .maxNumberLength(DocumentBounds.MAX_NUMBER_LENGTH)
                  .build())
          .build();

  private final JsonParser parser;
  private int nodes;

  private JsonDocumentReader(JsonParser parser) {
    this.parser = parser;
  }

  static DocumentNode read(String text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      JsonDocumentReader reader = new JsonDocumentReader(parser);
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new DocumentSyntaxException(1, 1, "the document is empty");
      }
      DocumentNode root = reader.value(first, 1);
      if (parser.nextToken() != null) {
        throw reader.at("there is text behind the end of the document");
      }
      return root;
    } catch (JsonParseException | StreamConstraintsException e) {
      JsonLocation location = e.getLocation();
      throw new DocumentSyntaxException(
          location == null ? 1 : location.getLineNr(),
          location == null ? 1 : location.getColumnNr(),
          "the document is not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DocumentNode value(@Nullable JsonToken token, int depth) throws IOException {
    JsonLocation location = parser.currentTokenLocation();
    int line = location.getLineNr();
    int column = location.getColumnNr();
    DocumentBounds.checkDepth(depth, line, column);
    DocumentBounds.checkNodes(++nodes, line, column);
    JsonNodeFactory json = JsonNodeFactory.instance;
    if (token == null) {
      throw at("the document ends too early");
    }
    return switch (token) {
      case START_OBJECT -> mapping(line, column, depth);
      case START_ARRAY -> sequence(line, column, depth);
      case VALUE_STRING -> string(line, column);
      case VALUE_NUMBER_INT ->
          new DocumentNode.Scalar(line, column, 0, json.numberNode(parser.getBigIntegerValue()));
      case VALUE_NUMBER_FLOAT ->
          new DocumentNode.Scalar(line, column, 0, json.numberNode(decimal(line, column)));
      case VALUE_TRUE -> new DocumentNode.Scalar(line, column, 0, json.booleanNode(true));
      case VALUE_FALSE -> new DocumentNode.Scalar(line, column, 0, json.booleanNode(false));
      case VALUE_NULL -> new DocumentNode.Scalar(line, column, 0, json.nullNode());
      default -> throw at("unexpected " + token);
    };
  }

  private BigDecimal decimal(int line, int column) throws IOException {
    try {
      BigDecimal number = parser.getDecimalValue();
      DocumentBounds.checkExponent(number, line, column);
      return number;
    } catch (NumberFormatException e) {
      // an exponent that is no int: the parser lets BigDecimal's exception through
      throw DocumentBounds.tooLargeExponent(line, column);
    }
  }

  private DocumentNode string(int line, int column) throws IOException {
    String text = parser.getText();
    DocumentBounds.checkText(text, line, column);
    JsonLocation end = parser.currentLocation();
    boolean plain = end.getLineNr() == line && end.getColumnNr() - column == text.length() + 2;
    return new DocumentNode.Scalar(
        line, column, plain ? column + 1 : 0, JsonNodeFactory.instance.textNode(text));
  }

  private DocumentNode mapping(int line, int column, int depth) throws IOException {
    Map<String, DocumentNode.Field> fields = new LinkedHashMap<>();
    int before = nodes;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      JsonLocation key = parser.currentTokenLocation();
      String name = parser.currentName();
      DocumentBounds.checkText(name, key.getLineNr(), key.getColumnNr());
      DocumentNode value = value(parser.nextToken(), depth + 1);
      DocumentNode.Field field = new DocumentNode.Field(key.getLineNr(), key.getColumnNr(), value);
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
    return new DocumentNode.Mapping(line, column, nodes - before + 1, fields);
  }

  private DocumentNode sequence(int line, int column, int depth) throws IOException {
    List<DocumentNode> items = new ArrayList<>();
    int before = nodes;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token, depth + 1));
    }
    return new DocumentNode.Sequence(line, column, nodes - before + 1, items);
  }

  private DocumentSyntaxException at(String message) {
    JsonLocation location = parser.currentTokenLocation();
    return new DocumentSyntaxException(location.getLineNr(), location.getColumnNr(), message);
  }
}
