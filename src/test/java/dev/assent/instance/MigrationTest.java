package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.platform.json.Json;
import dev.assent.workflow.DocumentFormat;
import dev.assent.workflow.RandomDocument;
import dev.assent.workflow.StepType;
import dev.assent.workflow.WorkflowCompiler;
import dev.assent.workflow.WorkflowGraph;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MigrationTest {
  private static final String FIRST =
      """
      - {id: write, type: task}
      - {id: review, type: approval, approvers: {roles: [r]}, onReject: {goto: write, atMost: 2}}
      - {id: file, type: task}
      """;

  private static WorkflowGraph graph(String steps) {
    String text = "id: story\nname: Story\nsteps:\n" + steps.indent(2);
    return WorkflowCompiler.compile(text, DocumentFormat.YAML).graph();
  }

  private static Migration.Result migrated(
      Story story, String before, String after, Map<String, String> renamed) {
    return Migration.of(graph(before), graph(after), story.execution(), renamed);
  }

  private static Story reviewing() {
    return Story.of(FIRST).complete("write").reject("review", "u").complete("write");
  }

  @Test
  void goes_on_where_it_waits_behind_added_and_removed_steps() {
    String after =
        """
        - {id: before, type: task}
        - {id: write, type: task}
        - {id: more, type: task}
        - {id: review, type: approval, approvers: {roles: [r]}, onReject: {goto: write, atMost: 2}}
        - {id: archive, type: task}
        """;
    Execution moved =
        Objects.requireNonNull(migrated(reviewing(), FIRST, after, Map.of()).execution());
    Story on = Story.at(after, moved);
    assertThat(on.waiting()).containsExactly("review");
    assertThat(on.step("write").visits()).isEqualTo(2);
    // one rejection was counted before
    assertThat(on.reject("review", "u").waiting()).containsExactly("write");
    assertThat(on.complete("write").waiting()).containsExactly("more");
    assertThat(on.complete("more").reject("review", "u").state()).isEqualTo(InstanceState.REJECTED);
  }

  @Test
  void follows_steps_that_were_renamed() {
    String after = FIRST.replace("review", "check").replace("file", "archive");
    Map<String, String> renamed = Map.of("review", "check", "file", "archive");
    Execution moved =
        Objects.requireNonNull(migrated(reviewing(), FIRST, after, renamed).execution());
    Story on = Story.at(after, moved);
    assertThat(on.waiting()).containsExactly("check");
    assertThat(on.approve("check", "u").waiting()).containsExactly("archive");
    assertThat(on.complete("archive").state()).isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void tells_why_it_cannot() {
    assertThat(migrated(reviewing(), FIRST, FIRST.replace("review", "check"), Map.of()).reasons())
        .containsExactly(
            "it is at step review, which the new version has not; map it to one that it has");
    String other = "- {id: write, type: task}\n- {id: review, type: task}\n";
    assertThat(migrated(reviewing(), FIRST, other, Map.of()).reasons())
        .containsExactly("it is at step review, which the new version has as another type of step");
    String within =
        "- id: both\n  type: parallel\n  branches:\n    - steps:\n"
            + FIRST.indent(8)
            + "    - steps: [{id: also, type: task}]\n";
    assertThat(migrated(reviewing(), FIRST, within, Map.of()).reasons())
        .containsExactly(
            "step review stands within other branches or bodies in the new version than it does now");
    assertThat(migrated(reviewing(), FIRST, FIRST, Map.of("no", "write", "file", "nor")).reasons())
        .containsExactlyInAnyOrder(
            "the mapping names step no, which the instance's version has not",
            "the mapping names step nor, which the new version has not");
    assertThat(migrated(reviewing(), FIRST, FIRST, Map.of("file", "review")).reasons())
        .contains("steps review and file would both become review");
  }

  @Test
  void keeps_branches_that_have_arrived() {
    String before =
        """
        - id: both
          type: parallel
          branches:
            - steps: [{id: a, type: task}]
            - steps: [{id: b, type: task}]
        """;
    String after =
        """
        - {id: first, type: task}
        - id: all
          type: parallel
          branches:
            - steps: [{id: a, type: task}, {id: c, type: task}]
            - steps: [{id: x, type: task}]
        - {id: last, type: task}
        """;
    Story story = Story.of(before).complete("a");
    Map<String, String> renamed = Map.of("both", "all", "b", "x");
    Story on =
        Story.at(
            after, Objects.requireNonNull(migrated(story, before, after, renamed).execution()));
    assertThat(on.complete("x").waiting()).containsExactly("last");

    String third = before + "";
    String wider =
        third.replace(
            "- steps: [{id: b, type: task}]",
            "- steps: [{id: b, type: task}]\n    - steps: [{id: n, type: task}]");
    assertThat(migrated(story, before, wider, Map.of()).reasons()).hasSize(1);
  }

  @Test
  void takes_the_turns_of_bodies_along() {
    String before =
        """
        - id: each
          type: forEach
          items: "[10, 20, 30]"
          parallel: 2
          steps: [{id: a, type: task}, {id: b, type: task}]
          result: "item"
        """;
    String after =
        "- {id: zero, type: task}\n"
            + before.replace("id: each", "id: all").replace("id: b,", "id: c,");
    Story story = Story.of(before);
    story.tell(new EngineCommand.CompleteTask(story.execution().tokens().get(1).id(), "u", null));
    Story on =
        Story.at(
            after,
            Objects.requireNonNull(
                migrated(story, before, after, Map.of("each", "all", "b", "c")).execution()));
    assertThat(on.waiting()).containsExactly("a", "c");
    while (on.state() == InstanceState.RUNNING) {
      Token token = on.execution().tokens().get(0);
      on.tell(new EngineCommand.CompleteTask(token.id(), "u", null));
    }
    assertThat(on.step("all").output()).isEqualTo(Json.parse("[10, 20, 30]"));
  }

  @Test
  void renames_the_step_that_failed_while_others_are_undone() {
    String before =
        """
        - {id: a, type: call, bean: x, compensate: {type: call, bean: y}}
        - {id: b, type: call, bean: z, required: true}
        """;
    Story story = Story.of(before).finish("a", "1").fail("b");
    assertThat(story.waiting()).containsExactly("a.compensate");
    Execution moved =
        Objects.requireNonNull(
            migrated(story, before, before.replace("b,", "c,"), Map.of("b", "c")).execution());
    assertThat(moved.failure().step()).isEqualTo("c");
  }

  /** To the same version, an execution migrates to itself wherever it stands. */
  @Test
  void changes_nothing_between_equal_versions() {
    long first = Long.getLong("seed", System.nanoTime());
    for (long seed = first; seed < first + 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      String text = new RandomDocument(random, 5, EnumSet.allOf(StepType.class)).text();
      WorkflowGraph graph = WorkflowCompiler.compile(text, DocumentFormat.JSON).graph();
      Execution execution = Execution.EMPTY;
      EngineCommand command = new EngineCommand.Start();
      for (int i = 0; i < 20; i++) {
        Transition transition =
            Engine.advance(
                graph,
                execution,
                command,
                Story.surroundings(
                    Json.parse("{\"n\": 5, \"boss\": \"b\", \"list\": [1]}"),
                    Story.ids(i * 1000L)));
        execution = transition.execution();
        if (!transition.status().isOpen()) {
          break;
        }
        Migration.Result result = Migration.of(graph, graph, execution, Map.of());
        assertThat(result.execution())
            .as("-Dseed=" + seed + " " + result.reasons())
            .isEqualTo(execution);
        List<Token> tokens = execution.tokens();
        Token token = tokens.get(random.nextInt(tokens.size()));
        command =
            token.incident() != null
                ? new EngineCommand.Skip(token.id())
                : switch (token.type()) {
                  case TASK -> new EngineCommand.CompleteTask(token.id(), "u", null);
                  case APPROVAL ->
                      token.routing()
                          ? new EngineCommand.TakeRoute(token.id(), Story.FOUND)
                          : new EngineCommand.CloseApproval(token.id(), true, List.of("u"));
                  case CONSENSUS ->
                      new EngineCommand.CloseBallot(
                          token.id(), PollResult.told(Polls.won(token.id(), "yes", null)));
                  case WAIT ->
                      token.jobs() > 0
                          ? new EngineCommand.FireTimer(token.id())
                          : new EngineCommand.Suspend();
                  default -> new EngineCommand.FinishWork(token.id(), Json.parse("{\"body\":1}"));
                };
        if (command instanceof EngineCommand.Suspend) {
          break;
        }
      }
    }
  }
}
