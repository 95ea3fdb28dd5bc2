package dev.assent.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimTest {

  @TempDir private Path directory;

  @Test
  void a_submission_goes_to_those_who_decide_before_the_next_one() {
    var claim =
        declaration(
            "SUBMITTED by EMPLOYEE|APPROVED by ADMINISTRATION|REJECTED by SUPERVISOR"
                + "|REJECTED by EMPLOYEE|SUBMITTED by EMPLOYEE|FINAL_APPROVED by SUPERVISOR"
                + "|REJECTED by MISSING");

    assertThat(ways(claim))
        .containsExactly(
            new Claim.Way(List.of("administration", "supervisor"), true),
            new Claim.Way(List.of("supervisor"), true));
    assertThat(claim.isGivenUp()).isTrue();
  }

  @Test
  void a_submission_on_which_nobody_has_the_last_word_is_not_decided() {
    var claim =
        declaration(
            "SUBMITTED by EMPLOYEE|REJECTED by EMPLOYEE|SUBMITTED by EMPLOYEE"
                + "|APPROVED by ADMINISTRATION");

    assertThat(ways(claim))
        .containsExactly(
            new Claim.Way(List.of(), false), new Claim.Way(List.of("administration"), false));
    assertThat(claim.isGivenUp()).isFalse();
  }

  @Test
  void each_subject_of_a_case_is_a_claim_and_payments_are_of_the_one_that_is_paid() {
    var log =
        new SmallLog()
            .with(
                "r1",
                "1",
                "Permit SUBMITTED by EMPLOYEE",
                "Request For Payment SUBMITTED by EMPLOYEE",
                "Request For Payment FINAL_APPROVED by SUPERVISOR",
                "Request Payment",
                "Permit FINAL_APPROVED by DIRECTOR",
                "Payment Handled")
            .with("r2", "1", "Request For Payment SUBMITTED by EMPLOYEE", "Payment Handled")
            .with("r3", "1", "Permit SUBMITTED by EMPLOYEE", "Payment Handled");

    assertThat(claims(log))
        .extracting(claim -> claim.key() + claim.events().stream().map(Event::number).toList())
        .containsExactly(
            "r1/permit[1, 5]",
            "r1/request-for-payment[2, 3, 4, 6]",
            "r2/request-for-payment[1, 2]",
            "r3/permit[1, 2]");
  }

  @Test
  void a_case_is_its_only_claim_where_the_log_has_one_subject() {
    assertThat(declaration("SUBMITTED by EMPLOYEE").key()).isEqualTo("d1");
  }

  private List<Claim.Way> ways(Claim claim) {
    return claim.events().stream()
        .filter(event -> event.verb() == Verb.SUBMIT)
        .map(claim::way)
        .toList();
  }

  private Claim declaration(String activities) {
    return claims(new SmallLog().declaration("d1", activities)).get(0);
  }

  private List<Claim> claims(SmallLog log) {
    var file = log.write(directory, "log.csv");
    var survey = LogSurvey.of(file);
    return LogReader.cases(file).stream().flatMap(one -> Claim.of(one, survey).stream()).toList();
  }
}
