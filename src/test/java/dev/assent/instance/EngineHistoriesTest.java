package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.workflow.DocumentFormat;
import dev.assent.workflow.RandomDocument;
import dev.assent.workflow.WorkflowCompiler;
import dev.assent.workflow.WorkflowGraph;
import java.util.ArrayList;
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
  private static final int COMMANDS_PER_DOCUMENT = 5_000;

  @Test
  void keeps_its_invariants_in_random_histories() {
    long first = Long.getLong("seed", System.nanoTime());
    int commands = 0;
    int[] ends = new int[InstanceState.values().length];
    for (long seed = first; commands < COMMANDS; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      // few jumps make histories that end by themselves, many make long ones
      String text = new RandomDocument(random, random.nextBoolean() ? 2 : 20).text();
      WorkflowGraph graph = WorkflowCompiler.compile(text, DocumentFormat.JSON).graph();
      int told = 0;
      while (told < COMMANDS_PER_DOCUMENT) {
        History history = new History(graph, random);
        try {
          history.run();
        } catch (AssertionError | RuntimeException e) {
          throw new AssertionError(
              e + "\nrepeat with -Dseed=" + seed + "\n" + history.told() + "\n" + text, e);
        }
        told += history.commands();
        ends[history.end().ordinal()]++;
      }
      commands += told;
    }
    assertThat(ends[InstanceState.RUNNING.ordinal()]).as("-Dseed=" + first).isZero();
    for (InstanceState end : InstanceState.values()) {
      if (end != InstanceState.RUNNING) {
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
    private final List<EngineCommand> commands = new ArrayList<>();
    private Execution execution = Execution.EMPTY;
    private InstanceState state = InstanceState.RUNNING;
    private long ids;

    History(WorkflowGraph graph, SplittableRandom random) {
      this.graph = graph;
      this.random = random;
      this.watch = new EngineWatch(graph);
      this.input =
          Json.parse(
              "{\"n\": " + random.nextInt(10) + ", \"boss\": \"u" + random.nextInt(3) + "\"}");
      this.rejectPercent = random.nextInt(100);
      this.cancelPerMille = random.nextInt(3) == 0 ? 50 : 0;
    }

    void run() {
      tell(new EngineCommand.Start());
      while (state == InstanceState.RUNNING) {
        if (commands.size() > watch.mostCommands()) {
          throw new AssertionError("does not end within " + watch.mostCommands() + " commands");
        }
        tell(next());
      }
    }

    private EngineCommand next() {
      if (random.nextInt(1000) < cancelPerMille) {
        return new EngineCommand.Cancel();
      }
      Token token = execution.tokens().get(random.nextInt(execution.tokens().size()));
      String by = "u" + random.nextInt(3);
      return switch (token.type()) {
        case TASK -> new EngineCommand.CompleteTask(token.id(), by, output());
        case APPROVAL ->
            new EngineCommand.CloseApproval(
                token.id(), random.nextInt(100) >= rejectPercent, List.of(by, "v"));
        default -> throw new AssertionError("a token waits at " + token);
      };
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
