package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.expression.Expression;
import dev.assent.platform.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value with expressions in it: in documents every string of a template is an expression,
 * everything else stands for itself. Immutable and safe for threads.
 */
public sealed interface Template {
  /** The value with all expressions evaluated. */
  JsonNode fill(Map<String, Object> variables);

  /** A value that stands for itself. */
  record Constant(JsonNode value) implements Template {
    @Override
    public JsonNode fill(Map<String, Object> variables) {
      return value.deepCopy();
    }
  }

  /** The value of an expression. */
  record Computed(Expression expression) implements Template {
    @Override
    public JsonNode fill(Map<String, Object> variables) {
      return expression.json(variables);
    }
  }

  /** An object of templates, in the order of the document. */
  record Fields(Map<String, Template> fields) implements Template {
    public Fields {
      fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    @Override
    public JsonNode fill(Map<String, Object> variables) {
      ObjectNode filled = Json.mapper().createObjectNode();
      fields.forEach((name, template) -> filled.set(name, template.fill(variables)));
      return filled;
    }
  }

  /** A list of templates. */
  record Items(List<Template> items) implements Template {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public JsonNode fill(Map<String, Object> variables) {
      ArrayNode filled = Json.mapper().createArrayNode();
      items.forEach(item -> filled.add(item.fill(variables)));
      return filled;
    }
  }
}
