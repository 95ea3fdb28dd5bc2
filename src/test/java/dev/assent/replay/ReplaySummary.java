package dev.assent.replay;

import dev.assent.replay.Comparison.Disagreement;
import dev.assent.replay.LogReader.BadLine;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that a replay found out: what is written as JSON and, in words, to the console. */
record ReplaySummary(
    String log,
    LogFigures logFigures,
    long cases,
    long claims,
    long agreed,
    double agreement,
    List<Disagreement> disagreements,
    Map<Outcome, Long> outcomesInLog,
    long refusals,
    long brokenOff,
    Acknowledged acknowledged,
    long kills,
    double seconds,
    long requests,
    double requestsPerSecond,
    long repeatedRequests,
    Map<String, OperationFigures> operations,
    ServerMemory serverMemory) {

  /** What the whole log says, whether all of it was replayed or not. */
  record LogFigures(
      long cases,
      long events,
      List<String> subjects,
      String paidSubject,
      List<String> roles,
      long amountsOfZeroOrBelow,
      long pairsOfEqualTimes,
      long casesWithRejections,
      Map<Integer, Long> casesByRejections,
      Map<Integer, Long> casesByRejectionsByOthers,
      Map<String, Long> ignoredActivities,
      long badLineCount,
      List<BadLine> badLines) {

    static LogFigures of(LogSurvey survey, LogReader reader) {
      return new LogFigures(
          survey.cases(),
          survey.events(),
          List.copyOf(survey.subjects()),
          survey.paidSubject(),
          List.copyOf(survey.roles()),
          survey.amountsOfZeroOrBelow(),
          survey.pairsOfEqualTimes(),
          survey.rejections().atLeastOne(),
          survey.rejections(),
          survey.rejectionsByOthers(),
          reader.ignored(),
          reader.badLineCount(),
          reader.badLines());
    }
  }

  /** Changes that the server has acknowledged, against what its histories have. */
  record Acknowledged(long count, List<String> lost, List<String> doubled) {}

  /** Milliseconds. */
  record OperationFigures(long count, double p50, double p95, double p99, double max) {

    static OperationFigures of(Latencies latencies) {
      return new OperationFigures(
          latencies.count(),
          rounded(latencies.percentile(50)),
          rounded(latencies.percentile(95)),
          rounded(latencies.percentile(99)),
          rounded(latencies.maxMillis()));
    }
  }

  static ReplaySummary of(
      String log,
      LogFigures figures,
      ReplayTally tally,
      Client client,
      Duration time,
      long kills,
      Optional<ServerMemory> memory) {
    var operations = new TreeMap<String, OperationFigures>();
    for (var operation : Operation.values()) {
      if (operation != Operation.PREPARE && client.latencies(operation).count() > 0) {
        operations.put(
            operation.name().toLowerCase(Locale.ROOT),
            OperationFigures.of(client.latencies(operation)));
      }
    }
    var seconds = time.toMillis() / 1_000.0;
    return new ReplaySummary(
        log,
        figures,
        tally.cases(),
        tally.claims(),
        tally.agreed(),
        tally.agreement(),
        tally.disagreements(),
        new TreeMap<>(tally.outcomes()),
        tally.refusals(),
        tally.brokenOff(),
        new Acknowledged(tally.acknowledged(), tally.lost(), tally.doubled()),
        kills,
        seconds,
        client.answered(),
        rounded(client.answered() / seconds),
        client.retries(),
        operations,
        memory.orElse(null));
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  boolean isSound() {
    return acknowledged.lost().isEmpty() && acknowledged.doubled().isEmpty() && brokenOff == 0;
  }

  String inWords() {
    var text = new StringBuilder();
    line(text, "Replay of %s", log);
    line(
        text,
        "  the log: %d cases, %d events of %s; amounts of zero or below: %d; pairs of equal times:"
            + " %d",
        logFigures.cases(),
        logFigures.events(),
        logFigures.subjects(),
        logFigures.amountsOfZeroOrBelow(),
        logFigures.pairsOfEqualTimes());
    line(
        text,
        "  rejected at least once: %d cases; cases by rejections: %s, not counting what the"
            + " employee took back: %s",
        logFigures.casesWithRejections(),
        logFigures.casesByRejections(),
        logFigures.casesByRejectionsByOthers());
    line(text, "  ignored activities: %s", logFigures.ignoredActivities());
    line(text, "  lines that could not be read: %d", logFigures.badLineCount());
    logFigures.badLines().forEach(bad -> line(text, "    line %d: %s", bad.line(), bad.reason()));
    line(
        text,
        "  agreement: %d of %d cases (%.3f %%), %d claims, outcomes in the log %s; %d events were"
            + " not possible",
        agreed,
        cases,
        100 * agreement,
        claims,
        outcomesInLog,
        refusals);
    disagreements.forEach(
        disagreement -> line(text, "    %s: %s", disagreement.claim(), disagreement.reason()));
    line(
        text,
        "  acknowledged changes: %d; lost: %s; doubled: %s; the server was killed %d times, %d"
            + " requests had to be repeated",
        acknowledged.count(),
        acknowledged.lost(),
        acknowledged.doubled(),
        kills,
        repeatedRequests);
    line(text, "  %d requests in %.1f s: %.0f per second", requests, seconds, requestsPerSecond);
    operations.forEach(
        (name, figures) ->
            line(
                text,
                "    %-8s %7d   p50 %7.2f ms   p95 %7.2f ms   p99 %7.2f ms   max %8.2f ms",
                name,
                figures.count(),
                figures.p50(),
                figures.p95(),
                figures.p99(),
                figures.max()));
    if (serverMemory != null) {
      line(
          text,
          "  the server's process: %d MiB resident at the end, %d MiB at most",
          serverMemory.residentMiB(),
          serverMemory.peakMiB());
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(format.formatted(values)).append('\n');
  }
}
