package dev.assent.replay;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What has to be known of a log before its first case is replayed, and what it says as a whole.
 *
 * @param roles as the workflow spells them
 * @param paidSubject the subject that payments belong to: the one whose events mostly come right
 *     before them
 * @param rejections cases by the number of their rejections, by whomever
 * @param rejectionsByOthers the same without what the claimant took back
 */
record LogSurvey(
    long cases,
    long events,
    SortedSet<String> roles,
    SortedSet<String> subjects,
    String paidSubject,
    long amountsOfZeroOrBelow,
    long pairsOfEqualTimes,
    SortedMapOfCounts rejections,
    SortedMapOfCounts rejectionsByOthers) {

  /** How many cases there are of each number. */
  static final class SortedMapOfCounts extends TreeMap<Integer, Long> {
    private static final long serialVersionUID = 1L;

    void count(int number) {
      merge(number, 1L, Long::sum);
    }

    long atLeastOne() {
      return tailMap(1).values().stream().mapToLong(Long::longValue).sum();
    }

    int most() {
      return isEmpty() ? 0 : lastKey();
    }
  }

  /** Reads the log once. */
  static LogSurvey of(Path log) {
    var surveyor = new Surveyor();
    new LogReader(log).read(surveyor::add);
    return surveyor.survey();
  }

  private static final class Surveyor {
    private final SortedSet<String> roles = new TreeSet<>();
    private final Map<String, Long> subjects = new LinkedHashMap<>();
    private final SortedMapOfCounts rejections = new SortedMapOfCounts();
    private final SortedMapOfCounts rejectionsByOthers = new SortedMapOfCounts();
    private long cases;
    private long events;
    private long amounts;
    private long equalTimes;

    void add(Case one) {
      cases++;
      events += one.events().size();
      amounts += one.isOfNoAmount() ? 1 : 0;
      equalTimes += one.pairsOfEqualTimes();
      rejections.count(one.rejections());
      rejectionsByOthers.count(
          (int)
              one.events().stream()
                  .map(Event::act)
                  .filter(Act::isRejection)
                  .filter(act -> !act.role().equals(Claim.EMPLOYEE))
                  .count());
      String before = null;
      for (var event : one.events()) {
        roles.add(event.role());
        if (event.activity().subject().isPresent()) {
          before = event.activity().subject().get();
          subjects.putIfAbsent(before, 0L);
        } else if (before != null) {
          subjects.merge(before, 1L, Long::sum);
        }
      }
    }

    LogSurvey survey() {
      var paid = "Claim";
      for (var subject : subjects.keySet()) {
        // Of two that come equally often before a payment it is the later one: permits come first.
        paid = subjects.get(subject) >= subjects.getOrDefault(paid, 0L) ? subject : paid;
      }
      roles.add(Claim.EMPLOYEE);
      return new LogSurvey(
          cases,
          events,
          roles,
          new TreeSet<>(subjects.keySet()),
          paid,
          amounts,
          equalTimes,
          rejections,
          rejectionsByOthers);
    }
  }
}
