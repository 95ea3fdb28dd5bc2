package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.testing.StateTable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class InstanceStateTest {
  private static final StateTable<InstanceState> TABLE =
      new StateTable<>(InstanceState.class, InstanceState::successors);

  private static final String ASK = "- {id: ask, type: approval, approvers: {users: [\"'u'\"]}}\n";
  private static final String BROKEN =
      ASK + "- {id: do, type: task, assignee: \"input.nobody\", required: true}\n";

  /** What the engine answers to each way of ending. */
  private static Map<InstanceState, Transition> endings() {
    Map<InstanceState, Transition> endings = new EnumMap<>(InstanceState.class);
    endings.put(InstanceState.COMPLETED, Story.of(ASK).approve("ask", "u").last());
    endings.put(InstanceState.REJECTED, Story.of(ASK).reject("ask", "u").last());
    endings.put(InstanceState.CANCELLED, Story.of(ASK).cancel().last());
    endings.put(InstanceState.FAILED, Story.of(BROKEN).approve("ask", "u").last());
    endings.forEach((state, transition) -> assertThat(transition.status()).isEqualTo(state));
    return endings;
  }

  private static WorkflowInstance aRunningInstance() {
    return new WorkflowInstance(
        new WorkflowInstance.Identity(
            new UUID(1, 1),
            "demo",
            "story",
            1,
            null,
            new StartInstance.Entity(null, null, null, null),
            Json.parse("{}"),
            "rita",
            Story.NOW,
            null,
            null));
  }

  @Test
  void has_exactly_these_transitions() {
    assertThat(TABLE.text())
        .isEqualTo(
            """
            RUNNING -> SUSPENDED, COMPLETED, REJECTED, CANCELLED, FAILED
            SUSPENDED -> RUNNING, CANCELLED, FAILED
            COMPLETED ->
            REJECTED ->
            CANCELLED ->
            FAILED -> RUNNING""");
  }

  @Test
  void knows_the_same_states_as_the_table_of_the_database() {
    TABLE.requireSameAsDomain("V0021__domains.sql", "instance_status");
  }

  @Test
  void takes_every_transition_and_refuses_all_others() {
    endings()
        .forEach(
            (end, ending) -> {
              WorkflowInstance instance = aRunningInstance();
              instance.apply(ending, Story.NOW.plusSeconds(1));
              TABLE.took(InstanceState.RUNNING, instance.state());
              assertThat(instance.state()).isEqualTo(end);
              assertThat(instance.endedAt()).isEqualTo(Story.NOW.plusSeconds(1));
              assertThat(instance.revision()).isEqualTo(1);

              for (Transition next : endings().values()) {
                refused(instance, next, end + " and cannot become " + next.status());
              }
              if (end != InstanceState.FAILED) {
                refused(instance, Story.of(ASK).last(), end + " and cannot become RUNNING");
              }
              assertThat(instance.state()).isEqualTo(end);
              assertThat(instance.execution()).isEqualTo(ending.execution());
              assertThat(instance.revision()).isEqualTo(1);
            });
    suspended();
    TABLE.requireAllTaken();
  }

  /** Held and let go again, held until it is cancelled or fails, taken up after it has failed. */
  private static void suspended() {
    Story held = Story.of(BROKEN).suspend();
    Story failing =
        Story.of("- {id: call, type: call, bean: b, required: true}\n- {id: t, type: task}\n");
    for (List<Transition> way :
        List.of(
            List.of(held.last(), held.resume().last()),
            List.of(Story.of(ASK).suspend().last(), Story.of(ASK).suspend().cancel().last()),
            List.of(
                failing.suspend().last(),
                failing.fail("call").last(),
                failing.restart("t").last()))) {
      WorkflowInstance instance = aRunningInstance();
      for (Transition next : way) {
        InstanceState before = instance.state();
        instance.apply(next, Story.NOW);
        TABLE.took(before, instance.state());
        assertThat(instance.endedAt() == null).isEqualTo(instance.state().isOpen());
      }
    }
  }

  private static void refused(WorkflowInstance instance, Transition next, String why) {
    assertThatThrownBy(() -> instance.apply(next, Story.NOW))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageEndingWith(why);
  }

  @Test
  void keeps_running_while_it_waits() {
    WorkflowInstance instance = aRunningInstance();
    Transition waits = Story.of(ASK).last();
    instance.apply(waits, Story.NOW.plusSeconds(1));
    assertThat(instance.state()).isEqualTo(InstanceState.RUNNING);
    assertThat(instance.endedAt()).isNull();
    assertThat(instance.updatedAt()).isEqualTo(Story.NOW.plusSeconds(1));
    assertThat(instance.tokensAt("ask")).containsExactly(waits.execution().tokens().get(0));
    assertThat(instance.tokensAt("other")).isEmpty();
    assertThat(instance.token(new UUID(9, 9))).isEmpty();
    instance.requireRunning("cancelling");
  }

  @Test
  void says_why_an_ended_instance_does_not_go_on() {
    WorkflowInstance instance = aRunningInstance();
    instance.apply(endings().get(InstanceState.REJECTED), Story.NOW);
    assertThatThrownBy(() -> instance.requireRunning("cancelling"))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_STATE))
        .hasMessage(
            "Instance 00000000-0000-0001-0000-000000000001 is REJECTED since 2026-01-02T03:04:05Z; cancelling is"
                + " possible while it is RUNNING.");
  }

  @Test
  void is_put_back_as_it_was_stored() {
    Execution stood = Story.of(ASK).execution();
    WorkflowInstance instance =
        aRunningInstance().stored(InstanceState.RUNNING, stood, Story.NOW.plusSeconds(5), null, 7);
    assertThat(instance.execution()).isSameAs(stood);
    assertThat(instance.revision()).isEqualTo(7);
    assertThat(instance.surroundings(Story.NOW).startedBy()).isEqualTo("rita");
    assertThat(List.of(instance.tenant(), instance.id().toString()))
        .containsExactly("demo", "00000000-0000-0001-0000-000000000001");
  }
}
