package dev.assent.chaos;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was tried and what came of it.
 *
 * @param votes acknowledged, changes of vote included
 * @param requestsByStatus of those that stand alone
 * @param repeatedRequests requests of commands that were sent again under the same key
 * @param requestsPutOff why requests had to be sent again, reads included
 * @param calls requests at the counterparty, repetitions included
 * @param keys different idempotency keys among them
 * @param recoveryMillis from PostgreSQL being back to the first acknowledgement, each time
 * @param violations examples by rule; empty when all is well
 */
record ChaosSummary(
    long seed,
    int kills,
    int restarts,
    int clients,
    double seconds,
    long instances,
    Map<String, Long> instancesByStatus,
    Map<String, Long> ballotsByStatus,
    long votes,
    Map<String, Long> requestsByStatus,
    long resubmissions,
    long acknowledged,
    long refused,
    long repeatedRequests,
    Map<String, Long> requestsPutOff,
    long slowestAnswerMillis,
    long journalEntries,
    long calls,
    long keys,
    long incidents,
    List<Long> recoveryMillis,
    int violationCount,
    Map<String, List<String>> violations) {

  boolean isSound() {
    return violationCount == 0;
  }

  String inWords() {
    var text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            """

            Seed %d: %d kills, %d restarts of PostgreSQL, %d clients, %.0f s
              instances       %,d %s
              ballots         %s, %,d votes acknowledged
              requests        %s, %,d resubmissions acknowledged
              commands        %,d acknowledged, %,d refused, %,d requests repeated, slowest answer %,d ms
              put off         %s
              calls of steps  %,d requests with %,d keys; %,d incidents
              journal         %,d entries
              recovery        %s ms after PostgreSQL was back
              violations      %,d
            """,
            seed,
            kills,
            restarts,
            clients,
            seconds,
            instances,
            instancesByStatus,
            ballotsByStatus,
            votes,
            requestsByStatus,
            resubmissions,
            acknowledged,
            refused,
            repeatedRequests,
            slowestAnswerMillis,
            requestsPutOff,
            calls,
            keys,
            incidents,
            journalEntries,
            recoveryMillis,
            violationCount));
    violations.forEach(
        (rule, examples) -> {
          text.append("  ").append(rule).append('\n');
          examples.forEach(example -> text.append("    ").append(example).append('\n'));
        });
    return text.toString();
  }
}
