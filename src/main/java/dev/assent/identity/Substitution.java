package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who stands in for whom, and when: what a new absence must not lead to. A chain counts when there
 * is a day on which all of its absences are.
 */
final class Substitution {
  /** As many absences may follow one another from a principal to whoever decides. */
  static final int MAX_CHAIN = 5;

  /** For as many absent ones may one user act at once. */
  static final int MAX_PRINCIPALS = 100;

  private final Map<String, Absence> byUser = new HashMap<>();
  private final Map<String, List<Absence>> bySubstitute = new HashMap<>();
  private final Absence added;

  /** Days, half-open. */
  private record Period(LocalDate from, LocalDate until) {
    static Period of(Absence absence) {
      return new Period(absence.from(), absence.until());
    }

    /** The days that this and the absence have in common; null when there are none. */
    @Nullable Period during(Absence absence) {
      LocalDate later = from.isAfter(absence.from()) ? from : absence.from();
      LocalDate earlier = until.isBefore(absence.until()) ? until : absence.until();
      return later.isBefore(earlier) ? new Period(later, earlier) : null;
    }
  }

  /** Somebody for whom is acted, over some steps and on some days. */
  private record Reached(String user, Period period, int steps) {}

  private Substitution(Absence added, Collection<Absence> others) {
    this.added = added;
    add(added);
    for (Absence other : others) {
      if (!other.user().equals(added.user())) {
        add(other);
      }
    }
  }

  /**
   * @param others the absences with a substitute that have a day in common with {@code added};
   *     among themselves they are sound
   * @throws ProblemException CONFLICT when substitutes would stand in for each other in a circle,
   *     over too many absences, or one for too many
   */
  static void requireSound(Absence added, Collection<Absence> others) {
    if (added.substitute() != null) {
      Substitution then = new Substitution(added, others);
      then.requireNoCircle(added.substitute());
      then.requireShortChains();
      then.standIns(added.user(), Period.of(added)).forEach(then::requireFewPrincipals);
    }
  }

  private void add(Absence absence) {
    if (absence.substitute() != null) {
      byUser.put(absence.user(), absence);
      bySubstitute.computeIfAbsent(absence.substitute(), s -> new ArrayList<>()).add(absence);
    }
  }

  private void requireNoCircle(String substitute) {
    for (Reached standIn : standIns(added.user(), Period.of(added))) {
      if (standIn.user().equals(added.user())) {
        throw conflict(
            substitute
                + " cannot stand in for "
                + added.user()
                + ", who stands in for "
                + substitute
                + " at that time, directly or through others.");
      }
    }
  }

  private void requireShortChains() {
    Deque<Reached> open = new ArrayDeque<>();
    open.add(new Reached(added.user(), Period.of(added), 0));
    while (!open.isEmpty()) {
      Reached reached = open.pop();
      if (reached.steps() + standIns(added.user(), reached.period()).size() > MAX_CHAIN) {
        throw conflict(
            "Substitutes stand in for each other over at most "
                + MAX_CHAIN
                + " absences; from "
                + reached.user()
                + " on it would be more.");
      }
      open.addAll(principals(reached));
    }
  }

  /** Who stands in for the user, and for him in turn; at most one more than there may be. */
  private List<Reached> standIns(String user, Period during) {
    List<Reached> standIns = new ArrayList<>();
    Reached at = new Reached(user, during, 0);
    while (standIns.size() <= MAX_CHAIN) {
      Absence absence = byUser.get(at.user());
      Period common = absence == null ? null : at.period().during(absence);
      if (absence == null || absence.substitute() == null || common == null) {
        return standIns;
      }
      at = new Reached(absence.substitute(), common, at.steps() + 1);
      standIns.add(at);
    }
    return standIns;
  }

  /** Counts those who are absent on any of the added days, which may be more than at once. */
  private void requireFewPrincipals(Reached standIn) {
    int count = 0;
    Deque<Reached> open = new ArrayDeque<>(List.of(standIn));
    while (!open.isEmpty()) {
      List<Reached> principals = principals(open.pop());
      count += principals.size();
      if (count > MAX_PRINCIPALS) {
        throw conflict(
            standIn.user()
                + " would stand in for more than "
                + MAX_PRINCIPALS
                + " users at that time.");
      }
      open.addAll(principals);
    }
  }

  private List<Reached> principals(Reached of) {
    List<Reached> principals = new ArrayList<>();
    for (Absence absence : bySubstitute.getOrDefault(of.user(), List.of())) {
      Period common = of.period().during(absence);
      if (common != null) {
        principals.add(new Reached(absence.user(), common, of.steps() + 1));
      }
    }
    return principals;
  }

  private static ProblemException conflict(String detail) {
    return new ProblemException(ProblemType.CONFLICT, detail);
  }
}
