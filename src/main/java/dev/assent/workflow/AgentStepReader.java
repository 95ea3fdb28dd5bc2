package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.assent.workflow.AgentDocument.Body;
import dev.assent.workflow.AgentDocument.Confirmation;
import dev.assent.workflow.AgentDocument.Fragment;
import dev.assent.workflow.AgentDocument.Loop;
import dev.assent.workflow.AgentDocument.Particulars;
import dev.assent.workflow.AgentDocument.Prompt;
import dev.assent.workflow.AgentDocument.Prompted;
import dev.assent.workflow.AgentDocument.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the steps of a document for agents. */
final class AgentStepReader {
  private static final Pattern ID = Pattern.compile("^[a-z0-9-]+$");
  private static final Pattern REFERENCE = Pattern.compile("^[a-zA-Z_][a-zA-Z0-9_]*\\(\\)$");
  private static final Pattern FRAGMENT = Pattern.compile("^[a-z][a-z0-9_-]*$");
  private static final String HUMAN = "human_approval";

  private static final Set<String> STANDARD =
      known(
          "id title prompt promptBlocks agentRole guidance askForFiles hasValidation"
              + " requireConfirmation runCondition validationCriteria outputContract notesOptional"
              + " functionDefinitions functionCalls functionReferences templateCall"
              + " promptFragments");
  private static final Set<String> LOOP =
      known(
          "id type title loop body functionDefinitions requireConfirmation runCondition"
              + " notesOptional");

  private final Findings findings;
  private final AgentConditionReader conditions;
  private final OutputCriteriaReader criteria;
  private final AgentLoopReader loops;
  private final PromptBlocks blocks;
  private final FunctionReader functions;

  /** Where the id of each step stands, and where the body of each loop. */
  private final Map<String, Place> ids = new HashMap<>();

  private final Map<String, Place> bodies = new HashMap<>();

  AgentStepReader(Findings findings) {
    this.findings = findings;
    conditions = new AgentConditionReader(findings);
    criteria = new OutputCriteriaReader(findings);
    loops = new AgentLoopReader(findings);
    blocks = new PromptBlocks(findings);
    functions = new FunctionReader(findings);
  }

  static Set<String> known(String names) {
    return new LinkedHashSet<>(List.of(names.split(" ", -1)));
  }

  /** The sequence; those that could not be read are left out. */
  List<Step> steps(AgentFields document) {
    List<Step> steps = new ArrayList<>();
    boolean[] any = {false};
    document.each(
        "steps",
        (item, at) -> {
          any[0] = true;
          boolean loop =
              item instanceof DocumentNode.Mapping mapping && mapping.fields().containsKey("type");
          Step step = loop ? loop(item, at) : prompted(item, at);
          if (step != null) {
            steps.add(step);
          }
        });
    if (!any[0] && document.value("steps") instanceof DocumentNode.Sequence) {
      document.error("steps", "'steps' is empty; a workflow has one step at least");
    }
    return steps;
  }

  private @Nullable Prompted prompted(DocumentNode node, String pointer) {
    AgentFields fields = AgentFields.of(node, pointer, "the step", STANDARD, findings);
    if (fields == null) {
      return null;
    }
    String id = id(fields);
    String title = fields.required("title", 1, 128, "it is what people see");
    Prompt prompt = prompt(fields);
    fields.flag("hasValidation");
    OutputCriteria wanted = criteria.read(fields, "validationCriteria");
    return new Prompted(
        id,
        title,
        prompt,
        conditions.read(fields, "runCondition"),
        confirmation(fields),
        wanted,
        functions.definitions(fields, "functionDefinitions"),
        new Particulars(
            fields.flag("askForFiles"),
            fields.flag("notesOptional"),
            references(fields),
            functions.calls(fields),
            functions.templateCall(fields),
            functions.contract(fields)));
  }

  private @Nullable Loop loop(DocumentNode node, String pointer) {
    AgentFields fields = AgentFields.of(node, pointer, "the loop step", LOOP, findings);
    if (fields == null) {
      return null;
    }
    String id = id(fields);
    fields.choice("type", List.of("loop"));
    String title = fields.required("title", 1, 128, "it is what people see");
    fields.flag("notesOptional");
    AgentDocument.Turns turns = loops.turns(fields);
    Body body = body(fields);
    bodies.put(id, fields.place("body"));
    return turns == null
        ? null
        : new Loop(
            id,
            title,
            turns,
            conditions.read(fields, "runCondition"),
            confirmation(fields),
            functions.definitions(fields, "functionDefinitions"),
            body);
  }

  private Body body(AgentFields fields) {
    DocumentNode node = fields.value("body");
    if (node == null) {
      String missing = "it is the id of a step, or a list of steps";
      return new Body(fields.required("body", 1, 64, missing), List.of());
    }
    if (node instanceof DocumentNode.Scalar) {
      return new Body(AgentFields.orEmpty(fields.text("body", 1, 64)), List.of());
    }
    List<Prompted> steps = new ArrayList<>();
    boolean[] any = {false};
    fields.each(
        "body",
        (item, at) -> {
          any[0] = true;
          Prompted step = prompted(item, at);
          if (step != null) {
            steps.add(step);
          }
        });
    if (!any[0] && node instanceof DocumentNode.Sequence) {
      fields.error("body", "'body' is empty; a loop has one step at least");
    }
    return new Body(null, steps);
  }

  private String id(AgentFields fields) {
    String hint = "3 to 64 lower-case letters, digits and hyphens";
    boolean there = !fields.required("id", 3, 64, hint).isEmpty();
    String id = there ? AgentFields.orEmpty(fields.text("id", ID, 3, 64)) : "";
    Place other = id.isEmpty() ? null : ids.putIfAbsent(id, fields.place("id"));
    if (other != null) {
      fields.error("id", "the id '" + id + "' is that of another step, in line " + other.line());
    }
    return id;
  }

  private Prompt prompt(AgentFields fields) {
    String text = AgentFields.orEmpty(fields.text("prompt", 1, 8192));
    String rendered = blocks.render(fields);
    if (!fields.has("prompt") && !fields.has("promptBlocks")) {
      if (fields.has("templateCall")) {
        fields.warning(
            "templateCall", "templates are not expanded here: the agent is handed the call itself");
      } else {
        fields.warning("title", "the step has no prompt, so the agent is told its title only");
      }
    }
    return new Prompt(
        text.isEmpty() || rendered.isEmpty() ? text + rendered : text + "\n\n" + rendered,
        fields.text("agentRole", 10, 1024),
        fields.texts("guidance", 0, 100_000),
        fragments(fields));
  }

  private List<Fragment> fragments(AgentFields fields) {
    List<Fragment> fragments = new ArrayList<>();
    boolean[] any = {false};
    fields.each(
        "promptFragments",
        (item, at) -> {
          any[0] = true;
          AgentFields one =
              AgentFields.of(item, at, "the fragment", known("id when text"), findings);
          if (one != null) {
            if (!one.required("id", 1, 64, "it must match " + FRAGMENT).isEmpty()) {
              one.text("id", FRAGMENT, 1, 64);
            }
            String text = one.required("text", 1, 4096, "it is what the prompt is added");
            if (text.contains("{{wr.")) {
              one.error("text", "a fragment may not have placeholders that begin with wr.");
            }
            fragments.add(new Fragment(conditions.read(one, "when"), text));
          }
        });
    if (!any[0] && fields.value("promptFragments") instanceof DocumentNode.Sequence) {
      fields.error("promptFragments", "'promptFragments' is empty; leave it out");
    }
    return fragments;
  }

  /** True, false, a condition, or the words that ask for a person. */
  private Confirmation confirmation(AgentFields fields) {
    DocumentNode node = fields.value("requireConfirmation");
    if (node == null) {
      return Confirmation.NONE;
    }
    JsonNode value = node instanceof DocumentNode.Scalar scalar ? scalar.value() : null;
    if (value == null && node instanceof DocumentNode.Mapping) {
      return new Confirmation(false, false, conditions.read(fields, "requireConfirmation"));
    }
    if (value != null && value.isBoolean()) {
      return new Confirmation(value.booleanValue(), false, null);
    }
    if (JsonNodeFactory.instance.textNode(HUMAN).equals(value)) {
      return new Confirmation(true, true, null);
    }
    fields.error(
        "requireConfirmation",
        "'requireConfirmation' must be true, false, a condition or \"" + HUMAN + "\"");
    return Confirmation.NONE;
  }

  private static List<String> references(AgentFields fields) {
    List<String> names = new ArrayList<>();
    for (String reference : fields.texts("functionReferences", 1, 256)) {
      if (REFERENCE.matcher(reference).matches()) {
        names.add(reference.substring(0, reference.length() - 2));
      } else {
        fields.error(
            "functionReferences",
            "'" + reference + "' is no reference to a function: it must match " + REFERENCE);
      }
    }
    return names;
  }

  /** The names of the functions that a step uses. */
  static List<String> used(Prompted step) {
    List<String> names = new ArrayList<>(step.particulars().functionReferences());
    step.particulars().functionCalls().forEach(call -> names.add(call.path("name").asText()));
    return names;
  }

  /** Says which functions are used and defined nowhere, and which bodies are not there. */
  void checkReferences(AgentDocument document) {
    Map<String, Step> all = document.all();
    Set<String> referred = document.referred();
    for (Step step : document.steps()) {
      if (step instanceof Loop loop) {
        checkBody(loop, all);
        AgentDocument.body(loop, all).forEach(inner -> warnOfFunctions(document, inner, loop));
      } else if (step instanceof Prompted prompted && !referred.contains(step.id())) {
        warnOfFunctions(document, prompted, null);
      }
    }
  }

  private void checkBody(Loop loop, Map<String, Step> all) {
    String reference = loop.body().reference();
    Place place = bodies.get(loop.id());
    if (reference == null || reference.isEmpty() || place == null) {
      return;
    }
    Step body = all.get(reference);
    if (body == null) {
      findings.error(
          place,
          "the body is '"
              + reference
              + "', which is no step of this workflow"
              + Spelling.hint(reference, all.keySet()));
    } else if (body instanceof Loop) {
      findings.error(
          place, "the body '" + reference + "' is a loop itself; loops are not nested here");
    }
  }

  private void warnOfFunctions(AgentDocument document, Prompted step, @Nullable Loop loop) {
    Set<String> defined = new HashSet<>();
    document.inReach(step, loop).forEach(function -> defined.add(function.name()));
    Place place = ids.get(step.id());
    for (String name : used(step)) {
      if (!defined.contains(name) && place != null) {
        findings.warning(
            place,
            "the step uses the function '" + name + "', which is defined nowhere it reaches");
      }
    }
  }
}
