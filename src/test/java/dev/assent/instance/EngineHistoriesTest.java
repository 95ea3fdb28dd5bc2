package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.workflow.DocumentFormat;
import dev.assent.workflow.Node;
import dev.assent.workflow.RandomDocument;
import dev.assent.workflow.StepInfo;
import dev.assent.workflow.StepType;
import dev.assent.workflow.WorkflowCompiler;
import dev.assent.workflow.WorkflowGraph;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Random documents run through random histories. After each command everything that must always
 * hold is checked by {@link EngineWatch}; the state is put away as JSON and read back before each
 * command, as if the server had been restarted, and both continuations must be equal.
 */
class EngineHistoriesTest {
  private static final int COMMANDS = 100_000;
  private static final int COMMANDS_PER_DOCUMENT = 2_000;

  /**
   * What comes of that many commands, a few times over. Some documents run in circles up to the
   * engine's bound again and again, and would take all the time.
   */
  private static final int EVENTS_PER_DOCUMENT = 50_000;

  /** After so many commands a history is brought to its end. */
  private static final int MOST_COMMANDS = 500;

  @Test
  void keeps_its_invariants_in_random_histories() {
    long first = Long.getLong("seed", System.nanoTime());
    int commands = 0;
    int[] ends = new int[InstanceState.values().length];
    for (long seed = first; commands < COMMANDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      // few jumps make histories that end by themselves, many make long ones
      String text =
          new RandomDocument(random, random.nextBoolean() ? 2 : 20, EnumSet.allOf(StepType.class))
              .text();
      WorkflowGraph graph = WorkflowCompiler.compile(text, DocumentFormat.JSON).graph();
      int told = 0;
      int events = 0;
      while (told < COMMANDS_PER_DOCUMENT && events < EVENTS_PER_DOCUMENT) {
        History history = new History(graph, random, EVENTS_PER_DOCUMENT - events);
        try {
          history.run();
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(
              e + "\nrepeat with -Dseed=" + seed + "\n" + history.told() + "\n" + text, e);
        }
        told += history.commands();
        events += history.events();
        ends[history.end().ordinal()]++;
      }
      commands += told;
    }
    for (InstanceState end : InstanceState.values()) {
      if (end.isOpen()) {
        assertThat(ends[end.ordinal()]).as(end + ", -Dseed=" + first).isZero();
      } else {
        assertThat(ends[end.ordinal()]).as(end + ", -Dseed=" + first).isPositive();
      }
    }
  }

  /** One instance from its start to its end, with an adversary who decides what happens. */
  private static final class History {
    private final WorkflowGraph graph;
    private final SplittableRandom random;
    private final EngineWatch watch;
    private final JsonNode input;
    private final int rejectPercent;
    private final int cancelPerMille;
    private final int mostEvents;
    private final List<EngineCommand> commands = new ArrayList<>();
    private Execution execution = Execution.EMPTY;
    private InstanceState state = InstanceState.RUNNING;
    private long ids;
    private int events;

    /**
     * @param mostEvents after so many it is brought to its end
     */
    History(WorkflowGraph graph, SplittableRandom random, int mostEvents) {
      this.mostEvents = mostEvents;
      this.graph = graph;
      this.random = random;
      this.watch = new EngineWatch(graph);
      this.input =
          Json.parse(
              "{\"list\": [1, \"two\"], \"n\": "
                  + random.nextInt(10)
                  + ", \"boss\": \"u"
                  + random.nextInt(3)
                  + "\"}");
      this.rejectPercent = random.nextInt(100);
      this.cancelPerMille = random.nextInt(3) == 0 ? 50 : 0;
    }

    void run() {
      tell(new EngineCommand.Start());
      while (state.isOpen()) {
        tell(commands.size() < MOST_COMMANDS && events < mostEvents ? next() : last());
        if (commands.size() > 2 * MOST_COMMANDS) {
          throw new AssertionError("cannot be brought to an end");
        }
      }
      if (state == InstanceState.FAILED && random.nextInt(10) == 0) {
        tell(restart());
        if (state.isOpen()) {
          tell(new EngineCommand.Cancel());
        }
      }
      while (state.isOpen()) {
        tell(last());
      }
    }

    private EngineCommand next() {
      int chance = random.nextInt(1000);
      if (state == InstanceState.SUSPENDED) {
        if (chance < 300 || execution.tokens().stream().noneMatch(History::hasJob)) {
          return new EngineCommand.Resume();
        }
        List<Token> working = execution.tokens().stream().filter(History::hasJob).toList();
        return outside(working.get(random.nextInt(working.size())));
      }
      if (execution.ending() == null) {
        if (chance < cancelPerMille) {
          return new EngineCommand.Cancel();
        } else if (chance < cancelPerMille + 20) {
          return new EngineCommand.Suspend();
        } else if (chance < cancelPerMille + 25) {
          return restart();
        } else if (chance < cancelPerMille + 45) {
          return new EngineCommand.BringSignal(
              "go", random.nextBoolean() ? null : "c" + random.nextInt(2), output());
        }
      }
      Token token = execution.tokens().get(random.nextInt(execution.tokens().size()));
      if (token.incident() != null) {
        return switch (random.nextInt(5)) {
          case 0, 1 -> new EngineCommand.Retry(token.id());
          case 2 -> new EngineCommand.Fail(token.id());
          default -> new EngineCommand.Skip(token.id());
        };
      }
      boolean timed =
          ((Node.StepNode) graph.node(token.node())).frame().timeout() != null
              && random.nextInt(5) == 0;
      String by = "u" + random.nextInt(3);
      return switch (token.type()) {
        case TASK ->
            timed
                ? new EngineCommand.FireTimer(token.id())
                : new EngineCommand.CompleteTask(token.id(), by, output());
        case APPROVAL ->
            timed
                ? new EngineCommand.FireTimer(token.id())
                : token.routing()
                    ? outside(token)
                    : new EngineCommand.CloseApproval(
                        token.id(), random.nextInt(100) >= rejectPercent, List.of(by, "v"));
        case CONSENSUS ->
            timed
                ? new EngineCommand.FireTimer(token.id())
                : new EngineCommand.CloseBallot(token.id(), voted(token.id()));
        default -> timed ? new EngineCommand.FireTimer(token.id()) : outside(token);
      };
    }

    private PollResult voted(UUID ballot) {
      return PollResult.told(
          switch (random.nextInt(6)) {
            case 0 -> Polls.ended(ballot, "NO_CONSENSUS");
            case 1 -> Polls.ended(ballot, "EXPIRED");
            case 2 -> Polls.ended(ballot, "CANCELLED");
            case 3 -> Polls.won(ballot, "no", "REJECT");
            case 4 -> Polls.won(ballot, "yes", "APPROVE");
            default -> Polls.won(ballot, "later", null);
          });
    }

    private static boolean hasJob(Token token) {
      return token.incident() == null && token.jobs() > 0;
    }

    /** What happens to a token that waits for something outside. */
    private EngineCommand outside(Token token) {
      Node node = graph.node(token.node());
      if (token.routing()) {
        return random.nextInt(4) == 0
            ? new EngineCommand.FailWork(token.id(), "nobody is found")
            : new EngineCommand.TakeRoute(token.id(), Story.FOUND);
      }
      if (node instanceof Node.Work) {
        return random.nextInt(4) == 0
            ? new EngineCommand.FailWork(token.id(), "it is broken")
            : new EngineCommand.FinishWork(token.id(), answer());
      }
      if (node instanceof Node.Wait wait && wait.signal() != null && token.jobs() == 0) {
        return new EngineCommand.BringSignal(wait.signal(), token.correlation(), output());
      }
      return new EngineCommand.FireTimer(token.id());
    }

    private JsonNode answer() {
      JsonNode output = output();
      return output == null ? Json.parse("{}") : output;
    }

    private EngineCommand restart() {
      List<StepInfo> outermost =
          graph.steps().stream().filter(s -> graph.node(s.node()).region() == 0).toList();
      return new EngineCommand.Restart(outermost.get(random.nextInt(outermost.size())).id(), state);
    }

    /** Brings the history to its end. */
    private EngineCommand last() {
      if (execution.ending() == null) {
        return new EngineCommand.Cancel();
      }
      if (state == InstanceState.SUSPENDED) {
        return new EngineCommand.Resume();
      }
      Token token = execution.tokens().get(0);
      return token.incident() != null
          ? new EngineCommand.Skip(token.id())
          : new EngineCommand.FinishWork(token.id(), answer());
    }

    private JsonNode output() {
      return switch (random.nextInt(8)) {
        case 0, 1, 2 -> Json.parse("{\"n\": " + random.nextInt(5) + "}");
        case 3 -> Json.parse("{\"n\": 2.50, \"list\": [1, {\"deep\": \"\\u00fc\"}]}");
        case 4 -> Json.parse("{\"n\": 1e2}");
        case 5 -> Json.parse("null");
        case 6 -> Json.parse("{\"n\": \"text\"}");
        default -> null;
      };
    }

    private void tell(EngineCommand command) {
      commands.add(command);
      String stored = Json.write(execution);
      Execution restored = Json.read(stored, Execution.class);
      if (!restored.equals(execution)) {
        throw new AssertionError("does not survive as JSON: " + stored);
      }
      Transition transition = advance(execution, command);
      Transition again = advance(restored, command);
      if (!transition.equals(again)) {
        throw new AssertionError(
            "goes on differently after a restart:\n" + transition + "\n" + again);
      }
      execution = transition.execution();
      state = transition.status();
      events += transition.events().size();
      watch.after(command, transition);
    }

    private Transition advance(Execution from, EngineCommand command) {
      long[] used = {ids};
      Supplier<UUID> supply = () -> new UUID(0, ++used[0]);
      Transition transition =
          Engine.advance(
              graph,
              from,
              command,
              new Surroundings(Story.INSTANCE, null, null, null, "u1", input, Story.NOW, supply));
      if (from == execution) {
        // the continuation after the restart has to be given the same ids
        return transition;
      }
      ids = used[0];
      return transition;
    }

    int commands() {
      return commands.size();
    }

    int events() {
      return events;
    }

    InstanceState end() {
      return state;
    }

    String told() {
      StringBuilder told = new StringBuilder("input " + input);
      commands.forEach(c -> told.append('\n').append(c));
      return told.append("\nat ").append(Json.write(execution)).toString();
    }
  }
}
