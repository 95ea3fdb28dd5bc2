package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.assent.identity.Caller;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ControlTest {
  private static final String UNDONE =
      """
      - id: book
        type: task
        compensate: { type: call, http: { url: "'http://localhost/undo'" } }
      - { id: pay, type: task }
      """;

  @ParameterizedTest
  @EnumSource(names = {"CANCEL", "RESTART"})
  void nothing_disturbs_compensations_not_even_while_they_are_suspended(ControlInstance.Verb verb) {
    Story story = Story.of(UNDONE).complete("book").cancel();
    assertThat(story.execution().ending()).isEqualTo(InstanceState.CANCELLED);

    refused(story, verb, "is being compensated and will be CANCELLED");
    refused(story.suspend(), verb, "is being compensated and will be CANCELLED");
  }

  @Test
  void what_is_suspended_can_be_cancelled() {
    Story story = Story.of(UNDONE).suspend();

    assertThat(commands(story, ControlInstance.Verb.CANCEL))
        .containsExactly(new EngineCommand.Cancel());
  }

  private static void refused(Story story, ControlInstance.Verb verb, String detail) {
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> commands(story, verb))
        .withMessageContaining(detail)
        .matches(e -> e.type() == ProblemType.INVALID_STATE);
  }

  private static List<EngineCommand> commands(Story story, ControlInstance.Verb verb) {
    WorkflowInstance instance =
        new WorkflowInstance(
                new WorkflowInstance.Identity(
                    Story.INSTANCE,
                    "t",
                    "story",
                    1,
                    null,
                    new StartInstance.Entity(null, null, null, null),
                    Json.parse("{}"),
                    Story.REQUESTER,
                    Story.NOW,
                    null,
                    null))
            .stored(story.state(), story.execution(), Story.NOW, null, 1);
    return new Control(instance, story.graph())
        .commands(
            new ControlInstance(
                new Caller("t", "u", Set.of(), Set.of()), Story.INSTANCE, verb, "pay", null, null));
  }
}
