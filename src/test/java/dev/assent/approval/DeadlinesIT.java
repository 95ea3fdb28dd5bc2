package dev.assent.approval;

import static dev.assent.approval.Crew.asked;
import static dev.assent.approval.Crew.decided;
import static dev.assent.approval.Crew.decides;
import static dev.assent.approval.Crew.status;
import static dev.assent.testing.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What time does to requests; every test waits for it to happen. */
class DeadlinesIT {
  private static Crew staff;
  private static Caller eve;
  private static Caller anna;
  private static Caller bert;
  private static Caller carl;

  @BeforeAll
  static void begin() {
    staff = new Crew();
    eve = staff.person("eve");
    anna = staff.person("anna");
    bert = staff.person("bert");
    carl = staff.person("carl");
  }

  private static String stage(String more) {
    return "'stages':[{'approvers':{'users':['anna']}," + more + "}]";
  }

  @Test
  void a_stage_whose_time_is_over_ends_the_request() {
    String id = asked(eve, stage("'expires':'PT1S'"));
    JsonNode over = staff.untilStatus(id, "EXPIRED");
    assertThat(Crew.stages(over)).containsExactly("EXPIRED");
    assertThat(over.at("/assignments/0/status").asText()).isEqualTo("EXPIRED");
    problem(decides(anna, id, "APPROVE"), 409, "invalid-state");
    List<String> events = staff.events(id);
    assertThat(events).containsExactly("APPROVAL_REQUESTED", "STAGE_EXPIRED", "APPROVAL_CLOSED");
    assertThat(staff.history(id).get(1).path("actor").asText()).isEqualTo("system");
  }

  @Test
  void a_stage_gets_more_time_and_then_ends() {
    String id = asked(eve, stage("'expires':'PT1S','onExpiry':'EXTEND','extensions':2"));
    JsonNode over = staff.untilStatus(id, "EXPIRED");
    assertThat(Collections.frequency(staff.events(id), "EXTENDED")).isEqualTo(2);
    assertThat(Instant.parse(over.path("closedAt").asText()))
        .isEqualTo(Instant.parse(over.path("requestedAt").asText()).plusSeconds(3));
  }

  @Test
  void a_request_as_a_whole_ends_at_its_time_also_while_it_is_with_its_requester() {
    String id = asked(eve, "'approvers':{'users':['anna']},'expires':'PT6S'");
    decided(anna, id, "REQUEST_CHANGES");
    staff.untilStatus(id, "EXPIRED");
    problem(Crew.does(eve, id, "resubmit", "{}"), 409, "invalid-state");
    assertThat(staff.events(id)).contains("EXPIRED");
  }

  @Test
  void nobody_who_asks_may_have_silence_approve() {
    problem(Crew.ask(eve, stage("'expires':'PT1S','onExpiry':'APPROVE'")), 400, "invalid-body");
  }

  @Test
  void others_are_asked_by_time_level_by_level() {
    String id =
        asked(
            eve,
            stage(
                "'escalations':[{'after':'PT1S','to':{'users':['bert']}},{'after':'PT2S','to':{'users':['carl']}}]"));
    JsonNode all = staff.until(id, a -> a.path("assignments").size() == 3);
    assertThat(all.at("/stages/0/escalations").asInt()).isEqualTo(2);
    assertThat(all.path("assignments").findValuesAsText("approver"))
        .containsExactly("anna", "bert", "carl");
    assertThat(status(decided(carl, id, "APPROVE"))).isEqualTo("APPROVED");
    problem(decides(bert, id, "APPROVE"), 409, "already-decided");
  }

  @Test
  void approvers_are_reminded_as_often_as_it_says() {
    String id =
        asked(
            eve,
            stage(
                "'remind':{'after':'PT1S','every':'PT1S','atMost':2},'expires':'PT4S','due':'PT1H'"));
    JsonNode over = staff.untilStatus(id, "EXPIRED");
    assertThat(over.at("/stages/0").has("dueAt")).isTrue();
    assertThat(Collections.frequency(staff.events(id), "REMINDED")).isEqualTo(2);
  }

  @Test
  void a_timer_that_comes_after_the_decision_changes_nothing() {
    String decided = asked(eve, stage("'expires':'PT5S','remind':{'after':'PT4S'}"));
    JsonNode after = decided(anna, decided, "APPROVE");
    String later = asked(eve, stage("'expires':'PT6S'"));
    staff.untilStatus(later, "EXPIRED");
    assertThat(staff.read(decided).path("revision")).isEqualTo(after.path("revision"));
    assertThat(staff.events(decided))
        .containsExactly("APPROVAL_REQUESTED", "DECIDED", "APPROVAL_CLOSED");
  }

  @Test
  void fractions_that_rows_cannot_hold_come_in_time() {
    String id = asked(eve, stage("'expires':'PT0.0000001S'"));
    staff.untilStatus(id, "EXPIRED");
  }
}
