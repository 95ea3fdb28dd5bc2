package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.approval.ApprovalRequest;
import dev.assent.approval.ApprovalSubject;
import dev.assent.approval.Approver;
import dev.assent.approval.Priority;
import dev.assent.approval.Route;
import dev.assent.approval.StagePlan;
import dev.assent.consensus.Policy;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.json.Json;
import dev.assent.workflow.DocumentFormat;
import dev.assent.workflow.WorkflowCompiler;
import dev.assent.workflow.WorkflowGraph;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;

/** An execution in memory: a document, an input, and the commands so far as verbs. */
final class Story {
  static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  static final String REQUESTER = "rita";
  static final UUID INSTANCE = new UUID(1, 1);

  /** Somebody has been found. */
  static final ApprovalRequest FOUND =
      new ApprovalRequest(
          "Found",
          null,
          new ApprovalSubject(null, null, null),
          Priority.NORMAL,
          null,
          null,
          Route.of(
              StagePlan.only(List.of(Approver.user("max")), Policy.of(Policy.Type.ANY), Map.of())),
          null,
          List.of());

  private final WorkflowGraph graph;
  private final Surroundings surroundings;
  private final List<JournalEvent> events = new ArrayList<>();
  private Execution execution = Execution.EMPTY;
  private Transition last =
      new Transition(InstanceState.RUNNING, execution, List.of(), List.of(), 0);

  private Story(WorkflowGraph graph, JsonNode input) {
    this.graph = graph;
    this.surroundings = surroundings(input, ids(0));
  }

  /** A started execution of the steps of {@code yaml} with an empty input. */
  static Story of(String steps) {
    return of(steps, "{}");
  }

  /** A started execution of the steps of {@code yaml}. */
  static Story of(String steps, String input) {
    return untold(steps, input).tell(new EngineCommand.Start());
  }

  /** An execution of the steps of {@code yaml} that stands somewhere. */
  static Story at(String steps, Execution stands) {
    Story story = untold(steps, "{}");
    story.execution = stands;
    story.last = new Transition(InstanceState.RUNNING, stands, List.of(), List.of(), 0);
    return story;
  }

  /** An execution that is not started yet. */
  static Story untold(String steps, String input) {
    return document(framed(steps), input);
  }

  /** An execution of a whole document that is not started yet. */
  static Story document(String text, String input) {
    return new Story(
        WorkflowCompiler.compile(text, DocumentFormat.YAML).graph(), Json.parse(input));
  }

  /** The smallest document with {@code steps}. */
  static String framed(String steps) {
    return "id: story\nname: Story\nsteps:\n" + steps.indent(2);
  }

  static Surroundings surroundings(JsonNode input, Supplier<UUID> ids) {
    return new Surroundings(INSTANCE, "key-1", "ORDER", "4711", REQUESTER, input, NOW, ids);
  }

  /** Ids in the order 1, 2, 3… behind {@code used}. */
  static Supplier<UUID> ids(long used) {
    long[] next = {used};
    return () -> new UUID(0, ++next[0]);
  }

  Story tell(EngineCommand command) {
    last = Engine.advance(graph, execution, command, surroundings);
    execution = last.execution();
    events.addAll(last.events());
    return this;
  }

  Story complete(String step) {
    return tell(new EngineCommand.CompleteTask(token(step).id(), "tom", null));
  }

  Story complete(String step, String output) {
    return tell(new EngineCommand.CompleteTask(token(step).id(), "tom", Json.parse(output)));
  }

  Story complete(String step, int index, String output) {
    return tell(new EngineCommand.CompleteTask(token(step, index).id(), "tom", Json.parse(output)));
  }

  Story approve(String step, int index, String by) {
    return tell(new EngineCommand.CloseApproval(token(step, index).id(), true, List.of(by)));
  }

  Story reject(String step, int index, String by) {
    return tell(new EngineCommand.CloseApproval(token(step, index).id(), false, List.of(by)));
  }

  /** The option has won, with this meaning or none. */
  Story won(String step, String option, String meaning) {
    UUID id = token(step).id();
    return tell(new EngineCommand.CloseBallot(id, PollResult.told(Polls.won(id, option, meaning))));
  }

  /** The ballot has ended without a winner. */
  Story unwon(String step, String status) {
    UUID id = token(step).id();
    return tell(new EngineCommand.CloseBallot(id, PollResult.told(Polls.ended(id, status))));
  }

  Story completeAs(String user, String step) {
    return tell(new EngineCommand.CompleteTask(token(step).id(), user, null));
  }

  Story approve(String step, String... by) {
    return tell(new EngineCommand.CloseApproval(token(step).id(), true, List.of(by)));
  }

  Story reject(String step, String... by) {
    return tell(new EngineCommand.CloseApproval(token(step).id(), false, List.of(by)));
  }

  Story finish(String step, String answer) {
    return tell(new EngineCommand.FinishWork(token(step).id(), Json.parse(answer)));
  }

  /** The job of the only step that waits has answered. */
  Story finish(String answer) {
    Token only = only();
    return tell(new EngineCommand.FinishWork(only.id(), Json.parse(answer)));
  }

  /** Whom a step is to ask has been found. */
  Story found(String step) {
    return tell(new EngineCommand.TakeRoute(token(step).id(), FOUND));
  }

  Story fail(String step) {
    return tell(new EngineCommand.FailWork(token(step).id(), "it is broken"));
  }

  Story fire(String step) {
    return tell(new EngineCommand.FireTimer(token(step).id()));
  }

  Story signal(String name, String payload) {
    return tell(new EngineCommand.BringSignal(name, null, Json.parse(payload)));
  }

  Story signal(String name, String correlation, String payload) {
    return tell(new EngineCommand.BringSignal(name, correlation, Json.parse(payload)));
  }

  /** Gives up the step with an incident, and with it the instance. */
  Story giveUp(String step) {
    return tell(new EngineCommand.Fail(token(step).id()));
  }

  Story retry(String step) {
    return tell(new EngineCommand.Retry(token(step).id()));
  }

  Story skip(String step) {
    return tell(new EngineCommand.Skip(token(step).id()));
  }

  Story suspend() {
    return tell(new EngineCommand.Suspend());
  }

  Story resume() {
    return tell(new EngineCommand.Resume());
  }

  Story restart(String step) {
    return tell(new EngineCommand.Restart(step, state()));
  }

  Story cancel() {
    return tell(new EngineCommand.Cancel());
  }

  Token token(String step) {
    return execution.tokens().stream()
        .filter(t -> t.step().equals(step))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("nothing waits at " + step + ", but at " + waiting()));
  }

  /** Where the turn {@code index} of the {@code forEach} around {@code step} waits. */
  Token token(String step, int index) {
    for (Scope scope : execution.scopes()) {
      for (Token token : execution.tokens()) {
        if (token.scope() == scope.id() && scope.index() == index && token.step().equals(step)) {
          return token;
        }
      }
    }
    throw new AssertionError("turn " + index + " does not wait at " + step + ": " + waiting());
  }

  /** The one place at which it waits. */
  Token only() {
    if (execution.tokens().size() != 1) {
      throw new AssertionError("waits at " + waiting());
    }
    return execution.tokens().get(0);
  }

  InstanceState state() {
    return last.status();
  }

  Execution execution() {
    return execution;
  }

  Transition last() {
    return last;
  }

  List<JournalEvent> events() {
    return events;
  }

  /** The steps at which it waits, in the order in which it came to them. */
  List<String> waiting() {
    return execution.tokens().stream().map(Token::step).toList();
  }

  StepRecord step(String step) {
    return execution.steps().getOrDefault(step, StepRecord.UNREACHED);
  }

  WorkflowGraph graph() {
    return graph;
  }

  /** What the last command changed, one event a line, with its data. */
  String told() {
    List<String> lines = new ArrayList<>();
    for (JournalEvent event : last.events()) {
      lines.add(
          event.event()
              + (event.step() == null ? "" : " " + event.step())
              + (event.data() == null ? "" : " " + event.data()));
    }
    return String.join("\n", lines);
  }

  /** What the last command wants to be done outside, one effect a line. */
  String wanted() {
    List<String> lines = new ArrayList<>();
    for (Effect effect : last.effects()) {
      if (effect instanceof Effect.OpenApproval open) {
        lines.add("open " + open.node().step() + " " + stages(open));
      } else if (effect instanceof Effect.FindRoute find) {
        lines.add("find " + find.open().node().step() + " " + stages(find.open()));
      } else if (effect instanceof Effect.OpenRouted routed) {
        lines.add("open " + routed.step() + " as found");
      } else if (effect instanceof Effect.CancelApproval cancel) {
        lines.add("cancel " + cancel.id().getLeastSignificantBits());
      } else if (effect instanceof Effect.OpenBallot open) {
        lines.add("ballot " + open.step() + " " + open.id().getLeastSignificantBits());
      } else if (effect instanceof Effect.CancelBallot cancel) {
        lines.add("cancel ballot " + cancel.id().getLeastSignificantBits());
      } else if (effect instanceof Effect.StartWork work) {
        lines.add("do " + work.node().step() + " " + work.request());
      } else if (effect instanceof Effect.StartTimer timer) {
        lines.add(
            "time " + timer.step() + " " + (timer.after() == null ? timer.at() : timer.after()));
      } else if (effect instanceof Effect.OpenIncident incident) {
        lines.add("incident at " + incident.step() + ": " + incident.detail());
      } else if (effect instanceof Effect.CloseIncident incident) {
        lines.add("incident " + incident.how());
      } else {
        lines.add(effect.getClass().getSimpleName());
      }
    }
    return String.join("\n", lines);
  }

  /** Of one stage whom it asks; of several by their names. */
  private static String stages(Effect.OpenApproval open) {
    List<String> stages = new ArrayList<>();
    for (Effect.AskedStage asked : open.stages()) {
      String who =
          asked.needed()
              ? "for " + asked.users() + " not " + new TreeMap<>(asked.excluded())
              : "is skipped";
      stages.add((open.stages().size() == 1 ? "" : asked.stage().name() + " ") + who);
    }
    return String.join(", ", stages);
  }
}
