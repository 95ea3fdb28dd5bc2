package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.workflow.AgentDocument.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads definitions and calls of functions, templates and contracts: names that prompts use. */
final class FunctionReader {
  private static final Set<String> DEFINITION =
      AgentStepReader.known("name definition parameters scope");
  private static final Set<String> PARAMETER =
      AgentStepReader.known("name type required description enum default");

  private final Findings findings;

  FunctionReader(Findings findings) {
    this.findings = findings;
  }

  List<Function> definitions(AgentFields parent, String field) {
    List<Function> functions = new ArrayList<>();
    parent.each(
        field,
        (item, at) -> {
          AgentFields fields =
              AgentFields.of(item, at, "the function definition", DEFINITION, findings);
          if (fields != null) {
            String name = name(fields);
            fields.required("definition", 0, 100_000, "it says what the function does");
            fields.choice("scope", List.of("workflow", "loop", "step"));
            fields.each("parameters", this::parameter);
            functions.add(new Function(name, item.toJson()));
          }
        });
    return functions;
  }

  private void parameter(DocumentNode item, String at) {
    AgentFields fields = AgentFields.of(item, at, "the parameter", PARAMETER, findings);
    if (fields == null) {
      return;
    }
    name(fields);
    List<String> types = List.of("string", "number", "boolean", "array", "object");
    if (!fields.required("type", 1, 100, "it is one of " + String.join(", ", types)).isEmpty()) {
      fields.choice("type", types);
    }
    fields.flag("required");
    fields.text("description", 0, 100_000);
    fields.each(
        "enum",
        (value, pointer) -> {
          if (!(value instanceof DocumentNode.Scalar scalar) || scalar.value().isNull()) {
            findings.error(
                Place.of(pointer, value),
                "'enum' has strings, numbers and booleans, but this is " + value.kind());
          }
        });
    if (fields.value("enum") instanceof DocumentNode.Sequence list && list.items().isEmpty()) {
      fields.error("enum", "'enum' is empty; leave it out");
    }
  }

  List<JsonNode> calls(AgentFields step) {
    List<JsonNode> calls = new ArrayList<>();
    step.each(
        "functionCalls",
        (item, at) -> {
          AgentFields fields =
              AgentFields.of(
                  item, at, "the function call", AgentStepReader.known("name args"), findings);
          if (fields != null) {
            name(fields);
            if (!fields.has("args")) {
              fields.error("name", "the field 'args' is missing; {} is none");
            }
            fields.object("args");
            calls.add(item.toJson());
          }
        });
    return calls;
  }

  @Nullable JsonNode templateCall(AgentFields step) {
    AgentFields fields = inner(step, "templateCall", "templateId args");
    if (fields == null) {
      return null;
    }
    fields.required("templateId", 1, 128, "it names the template");
    fields.object("args");
    return step.json("templateCall");
  }

  @Nullable JsonNode contract(AgentFields step) {
    AgentFields fields = inner(step, "outputContract", "contractRef required");
    if (fields == null) {
      return null;
    }
    fields.required("contractRef", 1, 1_000, "it names the contract");
    fields.flag("required");
    return step.json("outputContract");
  }

  private @Nullable AgentFields inner(AgentFields step, String field, String known) {
    DocumentNode node = step.value(field);
    return node == null
        ? null
        : AgentFields.of(
            node, step.pointer(field), "'" + field + "'", AgentStepReader.known(known), findings);
  }

  private static String name(AgentFields fields) {
    String hint = "it must match " + AgentFields.NAME;
    return fields.required("name", 1, 256, hint).isEmpty()
        ? ""
        : AgentFields.orEmpty(fields.text("name", AgentFields.NAME, 1, 256));
  }
}
