package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.assent.platform.json.Json;
import dev.assent.workflow.DocumentFormat;
import dev.assent.workflow.StepType;
import dev.assent.workflow.WorkflowCompiler;
import dev.assent.workflow.WorkflowGraph;
import dev.assent.workflow.diagram.Progress;
import dev.assent.workflow.diagram.Progress.Mark;
import dev.assent.workflow.diagram.Progress.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstanceProgressTest {
  private static final WorkflowGraph GRAPH =
      WorkflowCompiler.compile(
              """
              id: progress
              name: Progress
              steps:
                - { id: a, type: task }
                - { id: b, type: approval, approvers: { roles: [r] }, onReject: { goto: a } }
                - id: again
                  type: loop
                  times: "3"
                  steps:
                    - { id: c, type: task }
                - id: all
                  type: forEach
                  items: "[1, 2, 3]"
                  parallel: 2
                  steps:
                    - { id: d, type: task }
                    - { id: e, type: task, when: "false" }
                - { id: f, type: consensus, method: simple, options: [{id: REJECTED}, {id: x}], participants: "['u']" }
              """,
              DocumentFormat.YAML)
          .graph();

  @Test
  void tells_what_was_done_by_whom_and_how_often() {
    Map<String, Mark> marks =
        progress(
                InstanceState.COMPLETED,
                """
                {"steps": {"a": {"status": "COMPLETED", "visits": 3, "decidedBy": ["ann"]},
                           "b": {"status": "COMPLETED", "visits": 1, "decision": "REJECTED", "decidedBy": ["bob", "cay"]},
                           "c": {"status": "SKIPPED", "visits": 0}, "e": {"status": "CANCELLED", "visits": 1},
                           "d": {"status": "FAILED", "visits": 1, "error": "no answer"}}}""")
            .marks();

    assertThat(marks.get("a"))
        .isEqualTo(new Mark(State.DONE, "done, 3 visits", "done, 3 visits by ann"));
    assertThat(marks.get("b"))
        .isEqualTo(new Mark(State.REJECTED, "rejected", "rejected by bob, cay"));
    assertThat(marks.get("c")).isEqualTo(new Mark(State.SKIPPED, "skipped", "skipped"));
    assertThat(marks.get("d")).isEqualTo(new Mark(State.FAILED, "failed", "failed: no answer"));
    assertThat(marks.get("e")).isEqualTo(new Mark(State.CANCELLED, "cancelled", "cancelled"));
    assertThat(marks).doesNotContainKeys("again", "all");
  }

  @Test
  void knows_a_vote_by_what_its_option_means() {
    String voted =
        "{\"steps\": {\"f\": {\"status\": \"COMPLETED\", \"visits\": 1, \"decision\": \"%s\", \"output\": {%s}}}}";
    assertThat(progress(InstanceState.COMPLETED, voted.formatted("REJECTED", "")).marks().get("f"))
        .isEqualTo(new Mark(State.DONE, "done", "done"));
    assertThat(
            progress(InstanceState.REJECTED, voted.formatted("x", "\"meaning\": \"REJECT\""))
                .marks()
                .get("f"))
        .isEqualTo(new Mark(State.REJECTED, "rejected", "rejected"));
  }

  @Test
  void knows_the_end_of_those_that_have_one() {
    assertThat(progress(InstanceState.COMPLETED, "{}").end()).isEqualTo(State.DONE);
    assertThat(progress(InstanceState.RUNNING, "{}").end()).isNull();
    assertThat(progress(InstanceState.REJECTED, "{}").heading()).isEqualTo("REJECTED, key");
  }

  @Test
  void shows_incidents_and_turns() {
    int loop = GRAPH.entry("again");
    int each = GRAPH.entry("all");
    int counter = ((dev.assent.workflow.Node.Loop) GRAPH.node(loop)).counter();
    StepRecord active = StepRecord.UNREACHED.to("x", StepState.ACTIVE);
    StepRecord done = active.to("x", StepState.COMPLETED);
    StepRecord skipped = StepRecord.UNREACHED.to("x", StepState.SKIPPED);
    Execution execution =
        new Execution(
            List.of(token("c", new Token.Incident("it broke", false, null)), token("d", null)),
            Map.of("again", active, "c", active, "all", active),
            Map.of(),
            Map.of(counter, 2),
            null,
            Map.of(),
            Map.of(
                each,
                new Scope.Each(
                    List.of(TextNode.valueOf("x"), TextNode.valueOf("y"), TextNode.valueOf("z")),
                    3,
                    1,
                    List.of())),
            List.of(
                turn(1, each, Map.of("d", active)), turn(2, each, Map.of("d", done, "e", skipped))),
            2,
            false,
            List.of(),
            List.of(),
            List.of(),
            null,
            null);

    Map<String, Mark> marks =
        InstanceProgress.of(instance(InstanceState.RUNNING, execution), GRAPH).marks();

    assertThat(marks.get("again").line()).isEqualTo("active, turn 2");
    assertThat(marks.get("c"))
        .isEqualTo(new Mark(State.INCIDENT, "incident", "incident: it broke"));
    assertThat(marks.get("all").line()).isEqualTo("active: 2 active, 1 of 3 done");
    assertThat(marks.get("d").line()).isEqualTo("active, 2 visits");
    assertThat(marks.get("e").state()).isEqualTo(State.SKIPPED);
  }

  private static Token token(String step, Token.@Nullable Incident incident) {
    return new Token(
        UUID.randomUUID(),
        GRAPH.entry(step),
        step,
        StepType.TASK,
        Instant.EPOCH,
        null,
        0,
        0,
        null,
        incident,
        false);
  }

  private static Scope turn(int id, int each, Map<String, StepRecord> steps) {
    return new Scope(id, 0, each, id, NullNode.instance, null, steps, Map.of(), Map.of(), Map.of());
  }

  private static Progress progress(InstanceState state, String execution) {
    String stored = execution.equals("{}") ? "{\"tokens\":[]}" : execution;
    return InstanceProgress.of(instance(state, Json.read(stored, Execution.class)), GRAPH);
  }

  private static WorkflowInstance instance(InstanceState state, Execution execution) {
    WorkflowInstance.Identity identity =
        new WorkflowInstance.Identity(
            UUID.randomUUID(),
            "t",
            "progress",
            1,
            "key",
            new StartInstance.Entity(null, null, null, null),
            NullNode.instance,
            "ann",
            Instant.EPOCH,
            null,
            null);
    return new WorkflowInstance(identity).stored(state, execution, Instant.EPOCH, null, 1);
  }
}
