package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a document and where it stands in the text; lines and columns count from 1. */
sealed interface DocumentNode {
  int line();

  int column();

  /** How many nodes it holds, itself included, with aliases counted as often as they are used. */
  int size();

  JsonNode toJson();

  /** "an object", "a string" and so on, for messages. */
  String kind();

  /** The value at a JSON Pointer below this one, or the nearest one above it that exists. */
  default DocumentNode nearest(String pointer) {
    DocumentNode node = this;
    for (String token : pointer.split("/", -1)) {
      if (token.isEmpty()) {
        continue;
      }
      DocumentNode child = node.child(token.replace("~1", "/").replace("~0", "~"));
      if (child == null) {
        return node;
      }
      node = child;
    }
    return node;
  }

  default @Nullable DocumentNode child(String token) {
    return null;
  }

  /**
   * An object.
   *
   * @param fields in the order of the text
   */
  record Mapping(int line, int column, int size, Map<String, Field> fields)
      implements DocumentNode {
    @Override
    public JsonNode toJson() {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      fields.forEach((name, field) -> object.set(name, field.value().toJson()));
      return object;
    }

    @Override
    public String kind() {
      return "an object";
    }

    @Override
    public @Nullable DocumentNode child(String token) {
      Field field = fields.get(token);
      return field == null ? null : field.value();
    }
  }

  /** A field of an object; line and column are those of its name. */
  record Field(int line, int column, DocumentNode value) {}

  /** A list. */
  record Sequence(int line, int column, int size, List<DocumentNode> items)
      implements DocumentNode {
    @Override
    public JsonNode toJson() {
      ArrayNode array = JsonNodeFactory.instance.arrayNode(items.size());
      items.forEach(item -> array.add(item.toJson()));
      return array;
    }

    @Override
    public String kind() {
      return "a list";
    }

    @Override
    public @Nullable DocumentNode child(String token) {
      try {
        int index = Integer.parseInt(token);
        return index >= 0 && index < items.size() ? items.get(index) : null;
      } catch (NumberFormatException e) {
        return null;
      }
    }
  }

  /**
   * A string, number, boolean or null.
   *
   * @param textColumn the column of the value's first character when position n of the value stands
   *     n columns further on, as within one line without escapes; else 0
   */
  record Scalar(int line, int column, int textColumn, JsonNode value) implements DocumentNode {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public JsonNode toJson() {
      return value;
    }

    @Override
    public String kind() {
      return switch (value.getNodeType()) {
        case STRING -> "a string";
        case NUMBER -> "a number";
        case BOOLEAN -> "a boolean";
        default -> "null";
      };
    }
  }
}
