package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Steps of type wait. */
class WaitTest {
  private static Story waits(String how) {
    return waits(how, "{}");
  }

  private static Story waits(String how, String input) {
    return Story.of("- {id: w, type: wait, " + how + "}\n- {id: last, type: task}\n", input);
  }

  @Test
  void waits_for_a_duration() {
    for (String duration : List.of("P1DT2H", "\"'P1DT2H'\"", "\"duration('26h')\"")) {
      Story story = waits("duration: " + duration);
      assertThat(story.wanted()).as(duration).isEqualTo("time w PT26H");
      assertThat(story.fire("w").waiting()).containsExactly("last");
      assertThat(story.wanted()).isEmpty();
    }
  }

  @Test
  void waits_until_a_time() {
    for (String until :
        List.of("timestamp('2030-01-07T08:00:00Z')", "'2030-01-07T09:00:00+01:00'")) {
      assertThat(waits("until: \"" + until + "\"").wanted())
          .isEqualTo("time w 2030-01-07T08:00:00Z");
    }
  }

  @Test
  void refuses_what_is_no_time() {
    assertThat(waits("duration: \"input.n\"", "{\"n\": \"soon\"}").wanted())
        .isEqualTo("incident at w: 'input.n' yields 'soon', which is no ISO 8601 duration");
    assertThat(waits("duration: \"input.n\"", "{\"n\": \"-PT1H\"}").wanted())
        .contains("'-PT1H' is no time to wait");
    assertThat(waits("duration: \"input.n\"", "{\"n\": \"P3651D\"}").wanted())
        .contains("is no time to wait");
    assertThat(waits("until: \"input.n\"", "{\"n\": \"2030-01-07\"}").wanted())
        .contains("which is no RFC 3339 time");
    assertThat(waits("until: \"input.n\"", "{\"n\": \"3000-01-01T00:00:00Z\"}").wanted())
        .contains("too far in the future");
  }

  @Test
  void takes_a_signal_and_its_payload() {
    Story story = waits("signal: go, set: {v: \"output.n\"}");
    assertThat(story.wanted()).isEmpty();
    story.signal("go", "{\"n\": 3}");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.step("w").output()).hasToString("{\"n\":3}");
    assertThat(story.execution().vars()).hasToString("{v=3}");
  }

  @Test
  void keeps_a_signal_of_another_name() {
    Story story = waits("signal: go").signal("stop", "1");
    assertThat(story.waiting()).containsExactly("w");
    assertThat(story.told()).isEqualTo("SIGNAL_KEPT {\"signal\":\"stop\"}");
  }

  @Test
  void subscribes_with_a_correlation_and_takes_only_what_fits() {
    Story story = waits("signal: go, correlation: \"instance.businessKey\"");
    assertThat(story.token("w").correlation()).isEqualTo("key-1");
    assertThat(story.last().effects())
        .containsExactly(new Effect.Subscribe(story.token("w").id(), "go", "key-1"));
    assertThat(story.signal("go", "other", "1").waiting()).containsExactly("w");
    story.signal("go", "key-1", "2");
    assertThat(story.waiting()).containsExactly("last");
    assertThat(story.wanted()).isEqualTo("Unsubscribe");
    assertThat(story.step("w").output()).hasToString("2");
  }

  @Test
  void takes_a_signal_without_a_correlation_that_is_sent_to_this_instance() {
    assertThat(waits("signal: go, correlation: \"'k'\"").signal("go", "1").waiting())
        .containsExactly("last");
  }

  @Test
  void consumes_a_signal_that_came_before_once_and_in_order() {
    Story story =
        Story.of(
            """
            - {id: t, type: task}
            - {id: w1, type: wait, signal: go}
            - {id: w2, type: wait, signal: go}
            - {id: w3, type: wait, signal: go}
            """);
    story.signal("go", "1").signal("go", "2").complete("t");
    assertThat(story.waiting()).containsExactly("w3");
    assertThat(story.step("w1").output()).hasToString("1");
    assertThat(story.step("w2").output()).hasToString("2");
    assertThat(story.execution().signals()).isEmpty();
  }

  @Test
  void leaves_kept_signals_that_do_not_fit() {
    Story story =
        Story.of(
            """
            - {id: t, type: task}
            - {id: w, type: wait, signal: go, correlation: "'k'"}
            - {id: last, type: task}
            """);
    story.signal("go", "other", "1").complete("t");
    assertThat(story.waiting()).containsExactly("w");
    assertThat(story.execution().signals()).hasSize(1);
    Story fits =
        Story.of(
            "- {id: t, type: task}\n- {id: w, type: wait, signal: go, correlation: \"'k'\"}\n");
    assertThat(fits.signal("go", "k", "1").complete("t").state())
        .isEqualTo(InstanceState.COMPLETED);
  }

  @Test
  void gives_a_signal_to_one_of_several_that_wait() {
    Story story =
        Story.of(
            """
            - id: p
              type: parallel
              branches:
                - steps: [{id: a, type: wait, signal: go}]
                - steps: [{id: b, type: wait, signal: go}]
            """);
    assertThat(story.signal("go", "1").waiting()).containsExactly("b");
    assertThat(story.signal("go", "1").state()).isEqualTo(InstanceState.COMPLETED);
  }
}
