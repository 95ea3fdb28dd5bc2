package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A document for agents: prompts in a sequence, which an agent asks for one after the other, see
 * {@link AgentGuide}. Immutable and safe for threads.
 *
 * @param version the author's
 */
public record AgentDocument(
    String id,
    String name,
    String description,
    @Nullable String version,
    Start start,
    List<Function> functions,
    List<Step> steps) {

  public AgentDocument {
    functions = List.copyOf(functions);
    steps = List.copyOf(steps);
  }

  /** What an agent is told before the first step. */
  record Start(
      List<String> preconditions,
      List<String> clarificationPrompts,
      List<String> metaGuidance,
      List<JsonNode> references) {
    Start {
      preconditions = List.copyOf(preconditions);
      clarificationPrompts = List.copyOf(clarificationPrompts);
      metaGuidance = List.copyOf(metaGuidance);
      references = List.copyOf(references);
    }
  }

  /** A definition that prompts refer to by name; the JSON is as the author wrote it. */
  record Function(String name, JsonNode json) {}

  /** A step of the sequence. */
  sealed interface Step {
    String id();

    String title();

    @Nullable AgentCondition runCondition();

    Confirmation confirmation();

    List<Function> functions();
  }

  /** A step that an agent carries out. */
  record Prompted(
      String id,
      String title,
      Prompt prompt,
      @Nullable AgentCondition runCondition,
      Confirmation confirmation,
      @Nullable OutputCriteria criteria,
      List<Function> functions,
      Particulars particulars)
      implements Step {
    Prompted {
      functions = List.copyOf(functions);
    }
  }

  /** A step that has others done again and again. */
  record Loop(
      String id,
      String title,
      Turns turns,
      @Nullable AgentCondition runCondition,
      Confirmation confirmation,
      List<Function> functions,
      Body body)
      implements Step {
    Loop {
      functions = List.copyOf(functions);
    }
  }

  /** What a loop does: inline steps, or the one step of the sequence that is referred to. */
  record Body(@Nullable String reference, List<Prompted> inline) {
    Body {
      inline = List.copyOf(inline);
    }
  }

  /** What an agent is told to do. */
  record Prompt(
      String text, @Nullable String agentRole, List<String> guidance, List<Fragment> fragments) {
    Prompt {
      guidance = List.copyOf(guidance);
      fragments = List.copyOf(fragments);
    }
  }

  /** Text that is added to the prompt when the condition holds. */
  record Fragment(@Nullable AgentCondition when, String text) {}

  /** Whether somebody has to agree before the step is done. */
  record Confirmation(boolean always, boolean byHuman, @Nullable AgentCondition when) {
    static final Confirmation NONE = new Confirmation(false, false, null);

    boolean required(AgentContext context) {
      return always || (when != null && when.holds(context));
    }
  }

  /** What is handed to the agent as it is; names of functions that the step uses. */
  record Particulars(
      boolean askForFiles,
      boolean notesOptional,
      List<String> functionReferences,
      List<JsonNode> functionCalls,
      @Nullable JsonNode templateCall,
      @Nullable JsonNode outputContract) {
    Particulars {
      functionReferences = List.copyOf(functionReferences);
      functionCalls = List.copyOf(functionCalls);
    }
  }

  /** How often a loop turns. */
  record Turns(
      Kind kind,
      @Nullable AgentCondition condition,
      @Nullable String itemsVariable,
      @Nullable Integer count,
      @Nullable String countVariable,
      int maxIterations,
      Variables variables) {

    /** The kinds of loops. */
    enum Kind {
      WHILE("while"),
      UNTIL("until"),
      FOR("for"),
      FOR_EACH("forEach");

      private final String text;

      Kind(String text) {
        this.text = text;
      }

      String text() {
        return text;
      }

      static Kind of(String text) {
        return Stream.of(values()).filter(kind -> kind.text.equals(text)).findFirst().orElseThrow();
      }
    }
  }

  /** Under which names the steps of a loop find its turn; the iteration counts from 1. */
  record Variables(String iteration, String item, String index) {
    Set<String> names() {
      return new HashSet<>(List.of(iteration, item, index));
    }
  }

  /**
   * The steps of a loop, wherever they stand.
   *
   * @param all of {@link #all()}
   */
  static List<Prompted> body(Loop loop, Map<String, Step> all) {
    String reference = loop.body().reference();
    if (reference == null) {
      return loop.body().inline();
    }
    return all.get(reference) instanceof Prompted step ? List.of(step) : List.of();
  }

  /** Ids of the steps that are done by loops only, though they stand in the sequence. */
  Set<String> referred() {
    Set<String> referred = new HashSet<>();
    for (Step step : steps) {
      if (step instanceof Loop loop && loop.body().reference() != null) {
        referred.add(loop.body().reference());
      }
    }
    return Collections.unmodifiableSet(referred);
  }

  /** Every step by its id, those within loops included. */
  Map<String, Step> all() {
    Map<String, Step> all = new HashMap<>();
    for (Step step : steps) {
      all.put(step.id(), step);
      if (step instanceof Loop loop) {
        loop.body().inline().forEach(inner -> all.put(inner.id(), inner));
      }
    }
    return all;
  }

  /** The functions that a step may use: its own, its loop's and the document's. */
  List<Function> inReach(Prompted step, @Nullable Loop loop) {
    List<Function> functions = new ArrayList<>(step.functions());
    if (loop != null) {
      functions.addAll(loop.functions());
    }
    functions.addAll(this.functions);
    return functions;
  }
}
