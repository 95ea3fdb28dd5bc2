package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** How what was done is undone. */
class CompensationTest {
  private static final String TRIP =
      """
      - id: flight
        type: call
        bean: flights
        compensate: { type: call, bean: no-flights, input: { booking: "steps.flight.output.n", was: "vars.v" } }
      - id: hotel
        type: task
        set: { v: "'changed'" }
        compensate: { type: notify, to: { roles: [r] }, message: "'cancel ' + steps.hotel.decidedBy[0]" }
      - { id: never, type: task, when: "false", compensate: { type: call, bean: never } }
      - { id: pay, type: call, bean: payments, compensate: { type: call, bean: no-payments } }
      - { id: last, type: call, bean: last, required: true }
      """;

  private static Story booked() {
    return Story.document(
            "id: trip\nname: Trip\nvariables: { v: \"'first'\" }\nsteps:\n" + TRIP.indent(2), "{}")
        .tell(new EngineCommand.Start())
        .finish("flight", "{\"n\": 1}")
        .complete("hotel")
        .finish("pay", "{}");
  }

  @Test
  void is_not_done_when_all_goes_well() {
    Story story = booked().finish("last", "1");
    assertThat(story.state()).isEqualTo(InstanceState.COMPLETED);
    assertThat(story.wanted()).isEmpty();
    assertThat(story.execution().undo()).isEmpty();
  }

  @Test
  void is_done_in_reverse_order_when_the_instance_fails() {
    Story story = booked().fail("last");
    assertThat(story.state()).isEqualTo(InstanceState.RUNNING);
    assertThat(story.told())
        .isEqualTo(
            """
            STEP_FAILED last {"detail":"it is broken"}
            COMPENSATION_STARTED
            STEP_ACTIVATED pay.compensate""");
    assertThat(story.waiting()).containsExactly("pay.compensate");
    story.finish("{}");
    assertThat(story.wanted()).contains("do hotel.compensate").contains("cancel tom");
    story.finish("{}");
    assertThat(story.wanted())
        .as("as it was when the flight was booked")
        .contains("do flight.compensate")
        .contains("{\"booking\":1,\"was\":\"first\"}");
    story.finish("{}");
    assertThat(story.state()).isEqualTo(InstanceState.FAILED);
    assertThat(story.execution().failure())
        .isEqualTo(new Execution.Failure("last", "it is broken"));
    assertThat(story.told()).contains("INSTANCE_FAILED");
  }

  @Test
  void is_done_when_the_instance_is_cancelled() {
    Story story = booked().cancel();
    assertThat(story.state()).isEqualTo(InstanceState.RUNNING);
    assertThat(story.wanted()).startsWith("CancelJobs\ndo pay.compensate");
    story.finish("{}").finish("{}").finish("{}");
    assertThat(story.state()).isEqualTo(InstanceState.CANCELLED);
    assertThat(story.execution().failure()).isNull();
  }

  @Test
  void is_done_only_for_what_was_completed() {
    Story story =
        Story.of(
            "- {id: a, type: call, bean: x, required: true, compensate: {type: call, bean: y}}\n");
    assertThat(story.fail("a").state()).isEqualTo(InstanceState.FAILED);
  }

  @Test
  void is_not_done_when_the_instance_is_rejected() {
    Story story =
        Story.of(
            """
            - {id: a, type: call, bean: x, compensate: {type: call, bean: y}}
            - {id: b, type: approval, approvers: {roles: [r]}}
            """);
    assertThat(story.finish("a", "1").reject("b", "u").state()).isEqualTo(InstanceState.REJECTED);
  }

  @Test
  void that_fails_is_an_incident_and_the_others_wait_for_it() {
    Story story = booked().cancel().fail("pay.compensate");
    assertThat(story.wanted()).isEqualTo("incident at pay.compensate: it is broken");
    UUID first = story.only().id();
    story.retry("pay.compensate");
    assertThat(story.only().id()).as("the same work for its receiver").isEqualTo(first);
    assertThat(story.wanted()).contains("incident RETRIED").contains("do pay.compensate");
    assertThat(story.fail("pay.compensate").skip("pay.compensate").waiting())
        .containsExactly("hotel.compensate");
    assertThat(story.fail("hotel.compensate").giveUp("hotel.compensate").waiting())
        .containsExactly("flight.compensate");
    assertThat(story.finish("{}").state()).isEqualTo(InstanceState.CANCELLED);
  }

  @Test
  void that_is_not_required_does_not_hold_the_others() {
    Story story =
        Story.of(
            """
            - {id: a, type: call, bean: x, compensate: {type: call, bean: y}}
            - {id: b, type: call, bean: x, compensate: {type: call, bean: y, required: false}}
            - {id: t, type: task}
            """);
    story.finish("a", "1").finish("b", "1").cancel().fail("b.compensate");
    assertThat(story.waiting()).containsExactly("a.compensate");
    assertThat(story.step("b.compensate").status()).isEqualTo(StepState.FAILED);
  }

  @Test
  void by_another_workflow_starts_another_child_when_it_is_tried_again() {
    Story story =
        Story.of(
            """
            - {id: a, type: call, bean: x, compensate: {type: subworkflow, workflow: undoing}}
            - {id: t, type: task}
            """);
    story.finish("a", "1").cancel().fail("a.compensate");
    UUID first = story.only().id();
    story.retry("a.compensate");
    assertThat(story.only().id()).isNotEqualTo(first);
  }

  @Test
  void is_done_once_for_each_time_a_step_was_completed() {
    Story story =
        Story.of(
            """
            - id: each
              type: forEach
              items: "['a', 'b']"
              steps:
                - {id: c, type: call, bean: x, compensate: {type: call, bean: y, input: {item: "item"}}}
            - {id: t, type: task}
            """);
    story.finish("c", "1").finish("c", "2").cancel();
    assertThat(story.wanted()).contains("\"item\":\"b\"");
    assertThat(story.finish("{}").wanted()).contains("\"item\":\"a\"");
    assertThat(story.finish("{}").state()).isEqualTo(InstanceState.CANCELLED);
  }
}
