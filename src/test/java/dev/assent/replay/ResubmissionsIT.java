package dev.assent.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.assent.replay.Client.Call;
import dev.assent.replay.Client.Login;
import dev.assent.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The rejected claims of the log, as requests that are sent back and resubmitted. */
class ResubmissionsIT {
  private static final Login OPERATOR = new Login("admin", "admin");
  private static final int CLIENTS = 8;

  private final Client client = new Client(TestServer.url(), Duration.ofSeconds(60));

  @Test
  void every_rejected_claim_of_the_real_log_is_resubmitted_as_the_log_says() throws Exception {
    var log = ReplaySettings.namedOrFound();
    assumeTrue(log.isPresent(), "there is no real log: name one with -Dreplay.log=FILE");
    var survey = LogSurvey.of(log.get());
    List<Claim> claims = new ArrayList<>();
    new LogReader(log.get())
        .read(
            one ->
                Claim.of(one, survey).stream()
                    .filter(Resubmissions::isRejected)
                    .forEach(claims::add));
    var office = Office.open(client, OPERATOR, "resubmissions", survey.roles());

    var done = replayed(office, claims);

    List<String> refusals = done.stream().flatMap(d -> d.refusals().stream()).toList();
    long resubmitted = done.stream().filter(d -> d.submissions() > 1).count();
    System.out.printf(
        "%d rejected claims, %d resubmitted, %d submissions, %d decisions; refused: %s%n",
        done.size(),
        resubmitted,
        done.stream().mapToInt(Resubmissions::submissions).sum(),
        done.stream().mapToInt(Resubmissions::decisions).sum(),
        refusals);
    assertThat(refusals).as("what the log has and the server refused").isEmpty();
    for (var one : done) {
      var stored =
          client
              .send(one.claimant(), Call.get(Operation.GET, "approvals/" + one.id()))
              .require("reading a request")
              .body();
      assertThat(stored.path("status").asText()).as(one.id()).isEqualTo(one.expectedStatus());
      assertThat(stored.path("submission").asInt()).isEqualTo(one.submissions());
      var earlier =
          client
              .send(
                  one.claimant(), Call.get(Operation.GET, "approvals/" + one.id() + "/submissions"))
              .require("reading submissions")
              .body()
              .path("items");
      assertThat(earlier.size()).isEqualTo(one.submissions() - 1);
      for (var submission : earlier) {
        assertThat(submission.path("changes").path(0).path("path").asText())
            .isEqualTo("/subject/submittedAt");
      }
    }
    if (log.get().getFileName().toString().equals("DomesticDeclarations.dev.csv.gz")) {
      assertThat(done).hasSize(738);
      assertThat(resubmitted).isEqualTo(585);
    }
  }

  private List<Resubmissions> replayed(Office office, List<Claim> claims) throws Exception {
    var threads = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Callable<Resubmissions>> all = new ArrayList<>();
      for (var claim : claims) {
        all.add(() -> new Resubmissions(client, office, claim).replay());
      }
      List<Resubmissions> done = new ArrayList<>();
      for (Future<Resubmissions> one : threads.invokeAll(all)) {
        done.add(one.get());
      }
      return done;
    } finally {
      threads.shutdownNow();
    }
  }
}
