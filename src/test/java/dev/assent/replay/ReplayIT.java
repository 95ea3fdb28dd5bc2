package dev.assent.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assent.replay.Client.Login;
import dev.assent.replay.Comparison.Disagreement;
import dev.assent.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayIT {

  private static final Login OPERATOR = new Login("admin", "admin");
  private static final AtomicInteger TENANTS = new AtomicInteger();
  private static final int CLIENTS = 8;

  @TempDir private Path directory;
  private final Client client = new Client(TestServer.url(), Duration.ofSeconds(60));
  private final String tenant = "replay-it-" + TENANTS.incrementAndGet();

  @Test
  void every_kind_of_case_goes_as_the_log_says() {
    var tally = replayed(SmallLog.ofAllKinds(2));

    assertThat(tally.disagreements()).isEmpty();
    assertThat(tally.cases()).isEqualTo(28);
    assertThat(tally.agreed()).isEqualTo(28);
    assertThat(tally.refusals()).isZero();
    assertThat(tally.outcomes())
        .containsOnly(
            entry(Outcome.PAID, 16),
            entry(Outcome.REJECTED, 6),
            entry(Outcome.NOT_SUBMITTED, 2),
            entry(Outcome.OPEN, 2),
            entry(Outcome.APPROVED, 2));
    assertThat(tally.lost()).isEmpty();
    assertThat(tally.doubled()).isEmpty();
  }

  @Test
  void what_the_document_does_not_allow_is_a_disagreement_with_its_reason() {
    var pay = "|Request Payment|Payment Handled";
    var log =
        new SmallLog()
            .declaration("1-saved", "SAVED by EMPLOYEE" + pay)
            .declaration(
                "2-rejected",
                "SUBMITTED by EMPLOYEE|REJECTED by SUPERVISOR" + pay + "|REJECTED by EMPLOYEE")
            .declaration(
                "3-wrong-order",
                "SUBMITTED by EMPLOYEE|APPROVED by BUDGET OWNER|APPROVED by ADMINISTRATION"
                    + "|FINAL_APPROVED by SUPERVISOR"
                    + pay)
            .declaration("4-equal-times", "SUBMITTED by EMPLOYEE|FINAL_APPROVED by SUPERVISOR")
            .atOnce("4-equal-times", "1", "Declaration APPROVED by ADMINISTRATION")
            .declaration(
                "5-twice",
                "SUBMITTED by EMPLOYEE|REJECTED by SUPERVISOR|REJECTED by EMPLOYEE"
                    + "|REJECTED by EMPLOYEE")
            .declaration("6-nobody", "SUBMITTED by EMPLOYEE|REJECTED by MISSING")
            .declaration("7-agrees", "SUBMITTED by EMPLOYEE|FINAL_APPROVED by DIRECTOR" + pay);

    var tally = replayed(log);

    assertThat(tally.agreed()).isEqualTo(1);
    assertThat(tally.disagreements())
        .extracting(Disagreement::claim, disagreement -> withoutServersWords(disagreement.reason()))
        .containsExactly(
            tuple(
                "1-saved",
                "paid without a final approval: the log pays the claim after it was only saved"),
            tuple(
                "2-rejected",
                "paid without a final approval: the log pays the claim after"
                    + " 'REJECT by supervisor'"),
            tuple(
                "3-wrong-order",
                "'Declaration APPROVED by BUDGET OWNER' (line 11) was not possible"),
            tuple(
                "4-equal-times",
                "events out of order: equal times of 'Declaration APPROVED by ADMINISTRATION'"
                    + " (line 18) and 'Declaration FINAL_APPROVED by SUPERVISOR' (line 17)"),
            tuple("5-twice", "'Declaration REJECTED by EMPLOYEE' (line 22) was not possible"),
            tuple("6-nobody", "'Declaration REJECTED by MISSING' (line 24) was not possible"));
  }

  @Test
  void two_subjects_of_a_case_are_instances_of_their_own() {
    var log =
        new SmallLog()
            .with(
                "trip-1",
                "100",
                "Permit SUBMITTED by EMPLOYEE",
                "Permit APPROVED by ADMINISTRATION",
                "Request For Payment SUBMITTED by EMPLOYEE",
                "Request For Payment REJECTED by ADMINISTRATION",
                "Start trip",
                "Permit APPROVED by SUPERVISOR",
                "Permit FINAL_APPROVED by DIRECTOR",
                "Request For Payment REJECTED by EMPLOYEE",
                "Request For Payment SUBMITTED by EMPLOYEE",
                "Request For Payment FINAL_APPROVED by SUPERVISOR",
                "Request Payment",
                "Permit REJECTED by MISSING",
                "Payment Handled");

    var tally = replayed(log);

    assertThat(tally.disagreements()).isEmpty();
    assertThat(tally.cases()).isEqualTo(1);
    assertThat(tally.claims()).isEqualTo(2);
    assertThat(tally.outcomes()).containsOnly(entry(Outcome.PAID, 1), entry(Outcome.REJECTED, 1));
  }

  @Test
  void a_replay_that_was_cut_off_goes_on_where_it_ended() {
    var file = SmallLog.ofAllKinds(1).write(directory, "log.csv");
    var survey = LogSurvey.of(file);
    var first = Office.open(client, OPERATOR, tenant, survey.roles());
    for (var one : LogReader.cases(file)) {
      var claim = Claim.of(one, survey).get(0);
      var replay = ClaimReplay.begin(client, first, claim);
      claim.events().subList(0, claim.events().size() / 2).forEach(replay::attempt);
    }

    var tally = replayed(file);

    assertThat(tally.disagreements()).isEmpty();
    assertThat(tally.doubled()).isEmpty();
    assertThat(tally.acknowledged()).isLessThan(survey.events());
    assertThat(replayed(file).acknowledged()).isZero();
  }

  @Test
  void a_sample_of_the_real_log_agrees() {
    var log = ReplaySettings.namedOrFound();
    assumeTrue(
        log.isPresent(),
        "there is no real log: name one with -Dreplay.log=FILE to replay a sample of it");
    var survey = LogSurvey.of(log.get());

    var tally = replayed(log.get(), survey, 150);

    assertThat(tally.disagreements())
        .allMatch(disagreement -> disagreement.reason().startsWith("paid without"));
    assertThat(tally.agreement()).isGreaterThanOrEqualTo(0.98);
    assertThat(tally.cases()).isPositive();
    assertThat(tally.lost()).isEmpty();
    assertThat(tally.doubled()).isEmpty();
  }

  private ReplayTally replayed(SmallLog log) {
    return replayed(log.write(directory, "log.csv"));
  }

  private ReplayTally replayed(Path file) {
    return replayed(file, LogSurvey.of(file), Integer.MAX_VALUE);
  }

  private ReplayTally replayed(Path file, LogSurvey survey, long atMost) {
    var office = Office.open(client, OPERATOR, tenant, survey.roles());
    return new LogReplay(client, office, survey, CLIENTS, done -> {})
        .replay(new LogReader(file), atMost);
  }

  /** What the server says is for its own tests; here it must only be passed on. */
  private static String withoutServersWords(String reason) {
    assertThat(reason).matches("(?s).*; the server: \\w.+\\.");
    return reason.substring(0, reason.indexOf("; the server: "));
  }

  private static Map.Entry<Outcome, Long> entry(Outcome outcome, long claims) {
    return Map.entry(outcome, claims);
  }
}
