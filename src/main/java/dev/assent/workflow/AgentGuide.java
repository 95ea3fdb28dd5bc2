package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.workflow.AgentDocument.Function;
import dev.assent.workflow.AgentDocument.Loop;
import dev.assent.workflow.AgentDocument.Prompted;
import dev.assent.workflow.AgentDocument.Step;
import dev.assent.workflow.AgentDocument.Turns;
import dev.assent.workflow.NextStepView.GuideStart;
import dev.assent.workflow.NextStepView.GuidedStep;
import dev.assent.workflow.NextStepView.LoopTurn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Leads an agent through a document: what is next follows from the steps that are completed and
 * from the variables as they are now, and from nothing else. Nothing is stored, and the same
 * question has the same answer.
 *
 * <p>The next step is the first of the sequence that is not completed and whose {@code
 * runCondition} holds now. The steps of a loop are done turn by turn: what is completed of them is
 * counted in the order in which it was completed, up to the first step outside of the loop. Whether
 * a loop of type while or until has another turn is asked when a turn begins, the first one too; a
 * turn that was begun is ended. A loop is over as well when its own id is completed, or a step
 * behind it.
 */
public final class AgentGuide {
  /** Most ids of completed steps that are taken. */
  public static final int MAX_COMPLETED = 10_000;

  private final AgentDocument document;
  private final List<String> completed;
  private final Set<String> done;
  private final Set<String> referred;
  private final Map<String, Step> all;
  private final boolean[] taken;
  private final AgentContext context;
  private final List<String> notes = new ArrayList<>();

  private AgentGuide(AgentDocument document, List<String> completed, AgentContext context) {
    this.document = document;
    this.completed = completed;
    this.context = context;
    done = new HashSet<>(completed);
    referred = document.referred();
    all = document.all();
    taken = new boolean[completed.size()];
  }

  /** A step and where it is done. */
  private record Found(
      Prompted step,
      AgentContext context,
      @Nullable Loop loop,
      int turn,
      @Nullable Integer iterations) {}

  /**
   * What to do next.
   *
   * @param completed ids of the completed steps in their order, those of loops once for each turn
   * @param context the variables
   * @throws ProblemException {@code TOO_LARGE} when the document takes too many turns to walk
   */
  public static NextStepView next(
      AgentDocument document, List<String> completed, ObjectNode context) {
    AgentGuide guide = new AgentGuide(document, completed, AgentContext.of(context));
    try {
      return guide.view(guide.find());
    } catch (TooCostlyException e) {
      throw new ProblemException(
          ProblemType.TOO_LARGE,
          "The workflow "
              + document.id()
              + " takes too many turns and conditions to be walked through in one request.");
    }
  }

  /**
   * Checks the output of a step.
   *
   * @param context the variables, with those of the turn when the step is in a loop
   * @throws ProblemException {@code NOT_FOUND} when there is no such step
   */
  public static OutputCriteria.Result validate(
      AgentDocument document, String stepId, String output, ObjectNode context) {
    Step step = document.all().get(stepId);
    if (step == null) {
      throw ProblemException.notFound("step of workflow " + document.id(), "with this id");
    }
    return OutputCriteria.check(
        step instanceof Prompted prompted ? prompted.criteria() : null, output, context);
  }

  private @Nullable Found find() {
    List<String> unknown = done.stream().filter(id -> !all.containsKey(id)).sorted().toList();
    if (!unknown.isEmpty()) {
      notes.add(
          "These completed steps are not of this workflow and were passed over: "
              + shortened(String.join(", ", unknown))
              + ".");
    }
    for (int i = 0; i < document.steps().size(); i++) {
      Step step = document.steps().get(i);
      context.spend(1);
      if (step instanceof Loop loop) {
        Found found = find(loop, i);
        if (found != null) {
          return found;
        }
      } else if (step instanceof Prompted prompted
          && !referred.contains(step.id())
          && !done.contains(step.id())
          && runs(prompted, context)) {
        return new Found(prompted, context, null, 0, null);
      }
    }
    return null;
  }

  private @Nullable Found find(Loop loop, int position) {
    List<Prompted> body = body(loop);
    List<Integer> run = completedOf(body);
    if (done.contains(loop.id()) || isBehindDone(body, position)) {
      run.forEach(this::take);
      return null;
    }
    if (run.isEmpty() && !runs(loop, context)) {
      return null;
    }
    JsonNode items = items(loop);
    int most = iterations(loop, items);
    Set<String> byTurn = conditionedByTurn(loop, body, run);
    int next = 0;
    for (int turn = 1; turn <= most; turn++) {
      AgentContext inside = context.with(variables(loop, turn, items));
      context.spend(1);
      if (next == run.size() && !goesOn(loop.turns(), inside)) {
        return null;
      }
      for (Prompted step : body) {
        if (next < run.size()) {
          if (completed.get(run.get(next)).equals(step.id())
              && (!byTurn.contains(step.id()) || runs(step, inside))) {
            take(run.get(next++));
          }
        } else if (runs(step, inside)) {
          return new Found(step, inside, loop, turn, isCounted(loop) ? most : null);
        }
      }
    }
    if (most == loop.turns().maxIterations() && next == run.size() && !isCounted(loop)) {
      notes.add("The loop '" + loop.id() + "' has ended after its " + most + " turns at most.");
    }
    return null;
  }

  /**
   * Steps whose condition looks at the turn itself. Only such a one tells which turn a completed
   * step belongs to; others may have held when the step was done and not any more.
   */
  private static Set<String> conditionedByTurn(Loop loop, List<Prompted> body, List<Integer> run) {
    Set<String> names = loop.turns().variables().names();
    Set<String> ids = new HashSet<>();
    for (Prompted step : body) {
      AgentCondition condition = step.runCondition();
      if (!run.isEmpty() && condition != null && condition.mentions(names)) {
        ids.add(step.id());
      }
    }
    return ids;
  }

  /** Where the body's steps stand among the completed ones, up to the first step outside. */
  private List<Integer> completedOf(List<Prompted> body) {
    Set<String> ids = new HashSet<>();
    body.forEach(step -> ids.add(step.id()));
    List<Integer> run = new ArrayList<>();
    for (int i = 0; i < completed.size(); i++) {
      context.spend(1);
      String id = completed.get(i);
      if (ids.contains(id) && !taken[i]) {
        run.add(i);
      } else if (!run.isEmpty() && all.containsKey(id) && !ids.contains(id)) {
        break;
      }
    }
    return run;
  }

  private List<Prompted> body(Loop loop) {
    return AgentDocument.body(loop, all);
  }

  private void take(int position) {
    taken[position] = true;
  }

  /** Whether anything behind a loop was completed; loops of the same body do not tell. */
  private boolean isBehindDone(List<Prompted> body, int position) {
    Set<String> own = new HashSet<>();
    body.forEach(step -> own.add(step.id()));
    for (Step step : document.steps().subList(position + 1, document.steps().size())) {
      context.spend(1);
      boolean isDone =
          !own.contains(step.id()) && !referred.contains(step.id()) && isDone(step.id());
      if (step instanceof Loop later) {
        for (Prompted inner : body(later)) {
          isDone |= !own.contains(inner.id()) && isDone(inner.id());
        }
      }
      if (isDone) {
        return true;
      }
    }
    return false;
  }

  private boolean isDone(String id) {
    return done.contains(id);
  }

  private static boolean runs(Step step, AgentContext context) {
    AgentCondition condition = step.runCondition();
    return condition == null || condition.holds(context);
  }

  private static boolean isCounted(Loop loop) {
    return loop.turns().kind() == Turns.Kind.FOR || loop.turns().kind() == Turns.Kind.FOR_EACH;
  }

  private static boolean goesOn(Turns turns, AgentContext inside) {
    AgentCondition condition = turns.condition();
    return switch (turns.kind()) {
      case WHILE -> condition == null || condition.holds(inside);
      case UNTIL -> condition == null || !condition.holds(inside);
      case FOR, FOR_EACH -> true;
    };
  }

  private @Nullable JsonNode items(Loop loop) {
    String name = loop.turns().itemsVariable();
    if (loop.turns().kind() != Turns.Kind.FOR_EACH || name == null) {
      return null;
    }
    JsonNode items = context.find(name);
    if (items == null || !items.isArray()) {
      notes.add(
          "The variable '"
              + name
              + "' is no list, so the loop '"
              + loop.id()
              + "' has no turn; set it to have its items gone through.");
      return null;
    }
    return items;
  }

  private int iterations(Loop loop, @Nullable JsonNode items) {
    Turns turns = loop.turns();
    int wanted =
        switch (turns.kind()) {
          case WHILE, UNTIL -> turns.maxIterations();
          case FOR -> count(loop);
          case FOR_EACH -> items == null ? 0 : items.size();
        };
    return Math.min(wanted, turns.maxIterations());
  }

  private int count(Loop loop) {
    Integer count = loop.turns().count();
    String name = loop.turns().countVariable();
    if (count != null || name == null) {
      return count == null ? 0 : count;
    }
    JsonNode value = context.find(name);
    if (value == null || !value.isNumber()) {
      notes.add(
          "The variable '"
              + name
              + "' is no number, so the loop '"
              + loop.id()
              + "' has no turn; set it to say how many there are.");
      return 0;
    }
    return (int) Math.max(0, Math.min(AgentLoopReader.MAX_ITERATIONS, value.doubleValue()));
  }

  private static Map<String, JsonNode> variables(Loop loop, int turn, @Nullable JsonNode items) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    Map<String, JsonNode> variables = new LinkedHashMap<>();
    variables.put(loop.turns().variables().iteration(), json.numberNode(turn));
    if (items != null) {
      variables.put(loop.turns().variables().item(), items.path(turn - 1));
      variables.put(loop.turns().variables().index(), json.numberNode(turn - 1));
    }
    return variables;
  }

  private NextStepView view(@Nullable Found found) {
    AgentDocument.Start start = document.start();
    GuideStart first =
        completed.isEmpty()
            ? new GuideStart(
                start.preconditions(),
                start.clarificationPrompts(),
                start.metaGuidance(),
                start.references())
            : null;
    return found == null
        ? new NextStepView(
            document.id(), null, true, null, null, guidance("Nothing is left to do."), first)
        : new NextStepView(
            document.id(), null, false, step(found), loop(found), guidance(told(found)), first);
  }

  private static String told(Found found) {
    Loop loop = found.loop();
    String hint =
        loop != null && loop.turns().condition() == null && !isCounted(loop)
            ? " The loop is over when its id is among the completed steps."
            : "";
    return "Do the step '"
        + found.step().id()
        + "'"
        + (loop == null ? "" : ", turn " + found.turn() + " of the loop '" + loop.id() + "'")
        + "; then ask again with its id behind the completed steps."
        + hint;
  }

  private String guidance(String text) {
    return notes.isEmpty() ? text : text + " " + String.join(" ", notes);
  }

  private GuidedStep step(Found found) {
    Prompted step = found.step();
    Placeholders fill = new Placeholders(found.context());
    StringBuilder prompt = new StringBuilder(fill.fill(step.prompt().text()));
    for (AgentDocument.Fragment fragment : step.prompt().fragments()) {
      if (fragment.when() == null || fragment.when().holds(found.context())) {
        prompt.append(prompt.isEmpty() ? "" : "\n\n").append(fill.fill(fragment.text()));
      }
    }
    String role = step.prompt().agentRole();
    Loop loop = found.loop();
    boolean opens = loop != null && found.turn() == 1 && isFirst(loop);
    boolean loopAsks = loop != null && opens && loop.confirmation().required(context);
    return new GuidedStep(
        step.id(),
        fill.fill(step.title()),
        prompt.toString(),
        role == null ? null : fill.fill(role),
        fill.fill(step.prompt().guidance()),
        step.particulars().askForFiles(),
        loopAsks || step.confirmation().required(found.context()),
        (loop != null && opens && loop.confirmation().byHuman()) || step.confirmation().byHuman(),
        step.criteria() != null,
        step.particulars().notesOptional(),
        functions(step, loop),
        step.particulars().functionCalls(),
        step.particulars().templateCall(),
        step.particulars().outputContract());
  }

  private boolean isFirst(Loop loop) {
    return body(loop).stream().noneMatch(step -> done.contains(step.id()));
  }

  /** Those that the step defines, refers to or names in its texts; the innermost of a name. */
  private List<JsonNode> functions(Prompted step, @Nullable Loop loop) {
    Set<String> used = new HashSet<>(AgentStepReader.used(step));
    step.functions().forEach(function -> used.add(function.name()));
    Map<String, JsonNode> functions = new LinkedHashMap<>();
    long characters = step.prompt().text().length();
    for (String text : step.prompt().guidance()) {
      characters += text.length();
    }
    for (Function function : document.inReach(step, loop)) {
      context.spend(1 + characters / 64);
      if (used.contains(function.name()) || names(step, function.name())) {
        functions.putIfAbsent(function.name(), function.json());
      }
    }
    return List.copyOf(functions.values());
  }

  private static boolean names(Prompted step, String function) {
    String call = function + "(";
    return step.prompt().text().contains(call)
        || step.prompt().guidance().stream().anyMatch(text -> text.contains(call));
  }

  private static @Nullable LoopTurn loop(Found found) {
    Loop loop = found.loop();
    if (loop == null) {
      return null;
    }
    Turns turns = loop.turns();
    Map<String, JsonNode> variables = new LinkedHashMap<>();
    for (String name :
        List.of(
            turns.variables().iteration(), turns.variables().item(), turns.variables().index())) {
      JsonNode value = found.context().ofLoop(name);
      if (value != null) {
        variables.put(name, value);
      }
    }
    return new LoopTurn(
        loop.id(),
        loop.title(),
        turns.kind().text(),
        found.turn(),
        found.iterations(),
        turns.maxIterations(),
        variables);
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
