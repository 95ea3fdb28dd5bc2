package dev.assent.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.platform.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {

  private static final Act SUBMIT = new Act(Verb.SUBMIT, "employee");
  private static final Act CHECKED = new Act(Verb.APPROVE, "administration");
  private static final Act FINAL = new Act(Verb.FINAL_APPROVE, "supervisor");
  private static final Act REQUEST = new Act(Verb.REQUEST_PAYMENT, "payment");
  private static final Act PAY = new Act(Verb.HANDLE_PAYMENT, "payment");

  private static final String PAID =
      "SUBMITTED by EMPLOYEE|APPROVED by ADMINISTRATION|FINAL_APPROVED by SUPERVISOR"
          + "|Request Payment|Payment Handled";

  @TempDir private Path directory;

  @Test
  void agrees_when_acts_and_outcome_are_the_same() {
    assertThat(compared(PAID, trace(Outcome.PAID, SUBMIT, CHECKED, FINAL, REQUEST, PAY))).isEmpty();
  }

  @Test
  void reads_the_outcome_of_a_log() {
    assertThat(outcome(PAID)).isEqualTo(Outcome.PAID);
    assertThat(outcome(PAID + "|REJECTED by EMPLOYEE")).isEqualTo(Outcome.PAID);
    assertThat(outcome("SAVED by EMPLOYEE")).isEqualTo(Outcome.NOT_SUBMITTED);
    assertThat(outcome("SUBMITTED by EMPLOYEE")).isEqualTo(Outcome.OPEN);
    assertThat(outcome("SUBMITTED by EMPLOYEE|APPROVED by SUPERVISOR")).isEqualTo(Outcome.OPEN);
    assertThat(outcome("SUBMITTED by EMPLOYEE|FINAL_APPROVED by SUPERVISOR"))
        .isEqualTo(Outcome.APPROVED);
    assertThat(outcome("SUBMITTED by EMPLOYEE|REJECTED by SUPERVISOR")).isEqualTo(Outcome.REJECTED);
  }

  @Test
  void tells_a_payment_without_a_final_approval() {
    assertThat(
            compared(
                "SUBMITTED by EMPLOYEE|APPROVED by ADMINISTRATION|Request Payment|Payment Handled",
                trace(Outcome.OPEN, SUBMIT, CHECKED)))
        .containsExactly(
            "paid without a final approval: the log pays the claim after"
                + " 'APPROVE by administration'");
  }

  @Test
  void tells_what_was_not_possible_in_the_words_of_the_server() {
    var claim = declaration(PAID);
    var refusal =
        Refusal.of(
            claim.events().get(1),
            409,
            "Approval 01938f5e-0a0b-7c0d-8e0f-0123456789ab is APPROVED since 2026-11-21T05:00:00.5Z.");

    assertThat(compared(claim, trace(Outcome.OPEN, SUBMIT), List.of(refusal)))
        .containsExactly(
            "'Declaration APPROVED by ADMINISTRATION' (line 3) was not possible; the server:"
                + " Approval … is APPROVED since ….");
  }

  @Test
  void tells_that_equal_times_leave_the_order_open() {
    var log =
        new SmallLog()
            .declaration("d1", "SUBMITTED by EMPLOYEE|FINAL_APPROVED by SUPERVISOR")
            .atOnce("d1", "1", "Declaration APPROVED by ADMINISTRATION");
    var claim = claim(log);
    var refusal = Refusal.of(claim.events().get(2), 403, "No.");

    assertThat(compared(claim, trace(Outcome.APPROVED, SUBMIT, FINAL), List.of(refusal)))
        .containsExactly(
            "events out of order: equal times of 'Declaration APPROVED by ADMINISTRATION' (line 4)"
                + " and 'Declaration FINAL_APPROVED by SUPERVISOR' (line 3); the server: No.");
  }

  @Test
  void tells_the_first_act_that_differs() {
    assertThat(
            compared(
                "SUBMITTED by EMPLOYEE|APPROVED by SUPERVISOR",
                trace(Outcome.APPROVED, SUBMIT, FINAL)))
        .containsExactly(
            "the log has 'APPROVE by supervisor' as act 2, the server 'FINAL_APPROVE by supervisor'");
    assertThat(compared("SUBMITTED by EMPLOYEE", trace(Outcome.OPEN, SUBMIT, CHECKED)))
        .containsExactly("the log has nothing as act 2, the server 'APPROVE by administration'");
  }

  @Test
  void tells_another_ending() {
    assertThat(
            compared(
                "SUBMITTED by EMPLOYEE|FINAL_APPROVED by SUPERVISOR",
                trace(Outcome.FAILED, SUBMIT, FINAL)))
        .containsExactly("the claim is APPROVED in the log and FAILED on the server");
  }

  @Test
  void reads_acts_from_a_history() {
    var history =
        history(
            """
            {"actor":"employee","event":"STEP_ACTIVATED","step":"submit"}
            {"actor":"employee","event":"STEP_COMPLETED","step":"submit","data":{"output":{"action":"save","event":1}}}
            {"actor":"employee","event":"STEP_ACTIVATED","step":"submission"}
            {"actor":"employee","event":"STEP_COMPLETED","step":"submission","data":{"case":"default"}}
            {"actor":"employee","event":"STEP_ACTIVATED","step":"submit"}
            {"actor":"employee","event":"STEP_COMPLETED","step":"submit","data":{"output":{"action":"submit","event":2}}}
            {"actor":"employee","event":"STEP_ACTIVATED","step":"administration"}
            {"actor":"administration","event":"DECIDED","step":"administration","data":{"decision":"APPROVE"}}
            {"actor":"administration","event":"STEP_ACTIVATED","step":"supervisor"}
            {"actor":"supervisor","event":"DECIDED","step":"supervisor","data":{"decision":"APPROVE"}}
            {"actor":"supervisor","event":"STEP_ACTIVATED","step":"last-word"}
            {"actor":"supervisor","event":"STEP_COMPLETED","step":"last-word","data":{"case":"default"}}
            {"actor":"supervisor","event":"STEP_ACTIVATED","step":"approved"}
            {"actor":"payment","event":"STEP_COMPLETED","step":"approved","data":{"output":{"action":"handle-payment","event":5}}}
            """);

    assertThat(Trace.ofServer(history, Json.parse("{\"status\":\"COMPLETED\"}")))
        .isEqualTo(trace(Outcome.PAID, SUBMIT, CHECKED, FINAL, PAY));
  }

  @Test
  void finds_acknowledged_changes_that_a_history_lacks_or_has_twice() {
    var history =
        history(
            """
            {"event":"DECIDED","data":{"decision":"APPROVE","assignmentId":"a","rationale":"2: x"}}
            {"event":"DECIDED","data":{"decision":"APPROVE","assignmentId":"b","rationale":"2: x"}}
            {"event":"STEP_COMPLETED","data":{"output":{"action":"submit","event":1}}}
            """);
    var receipts = new Receipts();
    receipts.ofCompletion(1);
    receipts.ofDecision("a");
    receipts.ofDecision("c");

    assertThat(receipts.check(history))
        .isEqualTo(new Receipts.Check(3, List.of("decision c"), List.of("event 2")));
  }

  private List<String> compared(String activities, Trace server) {
    return compared(declaration(activities), server, List.of());
  }

  private static List<String> compared(Claim claim, Trace server, List<Refusal> refusals) {
    return new Comparison(claim, Trace.ofLog(claim), server, refusals)
        .disagreement().stream().map(Comparison.Disagreement::reason).toList();
  }

  private Outcome outcome(String activities) {
    return Trace.ofLog(declaration(activities)).outcome();
  }

  private Claim declaration(String activities) {
    return claim(new SmallLog().declaration("d1", activities));
  }

  private Claim claim(SmallLog log) {
    var file = log.write(directory, "log.csv");
    return Claim.of(LogReader.cases(file).get(0), LogSurvey.of(file)).get(0);
  }

  private static Trace trace(Outcome outcome, Act... acts) {
    return new Trace(List.of(acts), outcome);
  }

  private static List<HistoryEvent> history(String lines) {
    var history = new ArrayList<HistoryEvent>();
    lines.lines().forEach(line -> history.add(new HistoryEvent(Json.parse(line))));
    return history;
  }
}
