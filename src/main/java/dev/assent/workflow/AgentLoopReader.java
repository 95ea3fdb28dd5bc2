package dev.assent.workflow;

import dev.assent.workflow.AgentDocument.Turns;
import dev.assent.workflow.AgentDocument.Turns.Kind;
import dev.assent.workflow.AgentDocument.Variables;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads how a loop of a document for agents turns. */
final class AgentLoopReader {
  static final int MAX_ITERATIONS = 1_000;
  private static final int DEFAULT_ITERATIONS = 100;
  private static final Set<String> KNOWN =
      AgentStepReader.known(
          "type condition items count maxIterations iterationVar itemVar indexVar conditionSource");
  private static final List<String> KINDS = Stream.of(Kind.values()).map(Kind::text).toList();

  private final Findings findings;
  private final AgentConditionReader conditions;

  AgentLoopReader(Findings findings) {
    this.findings = findings;
    conditions = new AgentConditionReader(findings);
  }

  /** Null when it is missing or wrong, which is reported. */
  @Nullable Turns turns(AgentFields step) {
    DocumentNode node = step.value("loop");
    if (node == null) {
      step.error("type", "the field 'loop' is missing; it says how often the body is done");
      return null;
    }
    AgentFields fields = AgentFields.of(node, step.pointer("loop"), "the loop", KNOWN, findings);
    if (fields == null) {
      return null;
    }
    String hint = "it is one of " + String.join(", ", KINDS);
    String type =
        fields.required("type", 1, 100, hint).isEmpty() ? null : fields.choice("type", KINDS);
    Integer most = fields.number("maxIterations", 1, MAX_ITERATIONS);
    if (!fields.has("maxIterations")) {
      fields.error("type", "the field 'maxIterations' is missing; it bounds every loop");
    }
    AgentCondition condition = conditions.read(fields, "condition");
    AgentCondition source = source(fields);
    String items = fields.text("items", 1, 256);
    boolean named = fields.value("count") instanceof DocumentNode.Scalar s && s.value().isTextual();
    Integer count = named ? null : fields.number("count", 0, MAX_ITERATIONS);
    String countVariable = named ? fields.text("count", 1, 256) : null;
    if (type == null) {
      return null;
    }
    Kind kind = Kind.of(type);
    requireFields(fields, kind);
    return new Turns(
        kind,
        condition == null ? source : condition,
        items,
        count,
        countVariable,
        most == null ? DEFAULT_ITERATIONS : most,
        new Variables(
            name(fields, "iterationVar", "currentIteration"),
            name(fields, "itemVar", "currentItem"),
            name(fields, "indexVar", "currentIndex")));
  }

  private static void requireFields(AgentFields fields, Kind kind) {
    String missing =
        switch (kind) {
          case WHILE, UNTIL ->
              fields.has("condition") || fields.has("conditionSource") ? "" : "condition";
          case FOR -> fields.has("count") ? "" : "count";
          case FOR_EACH -> fields.has("items") ? "" : "items";
        };
    if (!missing.isEmpty()) {
      fields.error(
          "type",
          "the field '" + missing + "' is missing; a loop of type " + kind.text() + " has it");
    }
  }

  private static String name(AgentFields fields, String field, String otherwise) {
    String name = fields.text(field, AgentFields.NAME, 1, 256);
    return name == null ? otherwise : name;
  }

  /** Null when the loop ends by an artifact, which only the agent can see. */
  private @Nullable AgentCondition source(AgentFields loop) {
    DocumentNode node = loop.value("conditionSource");
    if (node == null) {
      return null;
    }
    boolean artifact =
        node instanceof DocumentNode.Mapping mapping && mapping.fields().containsKey("contractRef");
    AgentFields fields =
        AgentFields.of(
            node,
            loop.pointer("conditionSource"),
            "the source of the condition",
            AgentStepReader.known(artifact ? "kind contractRef loopId" : "kind condition"),
            findings);
    if (fields == null) {
      return null;
    }
    if (artifact) {
      fields.choice("kind", List.of("artifact_contract"));
      fields.text("contractRef", 1, 1_000);
      fields.text("loopId", 1, 1_000);
      return null;
    }
    String kinds = "it is artifact_contract or context_variable";
    if (!fields.required("kind", 1, 100, kinds).isEmpty()) {
      fields.choice("kind", List.of("context_variable"));
    }
    if (!fields.has("condition")) {
      fields.error("kind", "the field 'condition' is missing; it says when the loop goes on");
    }
    return conditions.read(fields, "condition");
  }
}
