package dev.assent.approval;

import dev.assent.identity.People.Person;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which of several people are asked. Pure; the same people always give the same choice. Whoever was
 * asked before the request came back comes first, as the one who knows it.
 *
 * @param wanted capabilities
 * @param before who was asked
 */
record Selection(NewStage.Select how, int count, Set<String> wanted, Set<String> before) {
  // Half of what counts is what one can do, the other half whether one will come to it.
  private static final double CAPABILITY = 0.5;
  private static final double LOAD = 0.3;
  private static final double RESPONSE = 0.2;
  private static final double UNKNOWN = 0.5;
  private static final Duration USUAL = Duration.ofDays(1);

  /**
   * Of those who are there.
   *
   * @param present in the order in which they were found
   */
  List<Person> choose(List<Person> present, Map<String, Workload> loads) {
    List<Person> ordered = new ArrayList<>(present);
    ordered.sort(order(loads));
    return ordered.subList(0, Math.min(count, ordered.size()));
  }

  /** A stable sort leaves equals in the order in which they were found. */
  private Comparator<Person> order(Map<String, Workload> loads) {
    Comparator<Person> known = Comparator.comparing(p -> !before.contains(p.name()));
    return switch (how) {
      case ALL, FIRST_AVAILABLE -> known;
      case LEAST_LOADED ->
          known.thenComparingInt(p -> load(loads, p).open()).thenComparing(Person::name);
      case BEST_SUITED ->
          known
              .thenComparingDouble(p -> -suitability(p, load(loads, p)))
              .thenComparing(Person::name);
    };
  }

  private static Workload load(Map<String, Workload> loads, Person person) {
    return loads.getOrDefault(person.name(), Workload.NONE);
  }

  /**
   * How well somebody who is there suits, from 0 to 1: simple additive weighting (Hwang and Yoon,
   * Multiple Attribute Decision Making, 1981) of
   *
   * <ul>
   *   <li>0.5: the part of the wanted capabilities that the person has, all when none is wanted;
   *   <li>0.3: 1 / (1 + open assignments), so that the first weighs most;
   *   <li>0.2: 1 / (1 + median response time in days) of the last decisions, 1/2 without any, so
   *       that newcomers are neither preferred nor left out.
   * </ul>
   *
   * <p>Each part depends on one person alone, unlike ranks or shares of the most loaded: somebody
   * who comes or goes never changes the order of the others. Availability is no part: whoever is
   * absent is passed over before.
   */
  double suitability(Person person, Workload load) {
    long has = wanted.stream().filter(person.capabilities()::contains).count();
    double able = wanted.isEmpty() ? 1 : (double) has / wanted.size();
    double free = 1.0 / (1 + load.open());
    Duration response = load.response();
    double quick =
        response == null ? UNKNOWN : 1 / (1 + response.toMillis() / (double) USUAL.toMillis());
    return CAPABILITY * able + LOAD * free + RESPONSE * quick;
  }
}
