package dev.assent.consensus;

import dev.assent.platform.problem.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What somebody votes; the body of a vote. Of the fields there is the one of the ballot's method,
 * or {@code abstain}.
 *
 * @param option SIMPLE, WEIGHTED: for which option
 * @param approved APPROVAL: the options approved of; may be none
 * @param scores MULTI_CRITERIA: from 0 to 10, by option and criterion
 * @param ranking RANKED: the best first, those of a group alike; what is not ranked comes last
 */
public record Choice(
    @Nullable String option,
    @Nullable List<String> approved,
    @Nullable Map<String, Map<String, BigDecimal>> scores,
    @Nullable List<List<String>> ranking,
    @Nullable Boolean abstain,
    @Nullable String rationale) {
  static final int MAX_RATIONALE = 4000;

  /** Taking part without voting for anything. */
  public static Choice abstention() {
    return new Choice(null, null, null, null, true, null);
  }

  boolean isAbstention() {
    return Boolean.TRUE.equals(abstain);
  }

  /** What is wrong with it where {@code options} can be voted for. */
  List<FieldError> errors(
      VotingMethod method, Set<String> options, List<Policy.Criterion> criteria) {
    List<FieldError> errors = new ArrayList<>();
    if (rationale != null && rationale.length() > MAX_RATIONALE) {
      errors.add(FieldError.at("/rationale", "is longer than " + MAX_RATIONALE + " characters"));
    }
    String due = isAbstention() ? "abstain" : field(method);
    for (String given : given()) {
      if (!given.equals(due)) {
        errors.add(
            FieldError.at(
                "/" + given, "does not go with this vote; it needs '" + due + "' and no other"));
      }
    }
    if (!given().contains(due)) {
      errors.add(FieldError.at("/" + due, "is required, or 'abstain'"));
    }
    if (errors.isEmpty() && !isAbstention()) {
      check(options, criteria, errors);
    }
    return errors;
  }

  private static String field(VotingMethod method) {
    return switch (method) {
      case SIMPLE, WEIGHTED -> "option";
      case MULTI_CRITERIA -> "scores";
      case APPROVAL -> "approved";
      case RANKED -> "ranking";
    };
  }

  private Set<String> given() {
    Set<String> given = new TreeSet<>();
    if (option != null) {
      given.add("option");
    }
    if (approved != null) {
      given.add("approved");
    }
    if (scores != null) {
      given.add("scores");
    }
    if (ranking != null) {
      given.add("ranking");
    }
    if (isAbstention()) {
      given.add("abstain");
    }
    return given;
  }

  private void check(
      Set<String> options, List<Policy.Criterion> criteria, List<FieldError> errors) {
    if (option != null) {
      known("/option", List.of(option), options, errors);
    }
    if (approved != null) {
      known("/approved", approved, options, errors);
    }
    if (ranking != null) {
      checkRanking(ranking, options, errors);
    }
    if (scores != null) {
      known("/scores", scores.keySet(), options, errors);
      for (String scored : options) {
        Map<String, BigDecimal> given = scores.get(scored);
        errors.addAll(
            PolicyCheck.scores(criteria, "/scores/" + scored, given == null ? Map.of() : given));
      }
    }
  }

  private static void checkRanking(
      List<List<String>> ranking, Set<String> options, List<FieldError> errors) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < ranking.size(); i++) {
      List<String> group = ranking.get(i);
      if (group == null || group.isEmpty()) {
        errors.add(FieldError.at("/ranking/" + i, "is an empty group"));
      } else {
        all.addAll(group);
      }
    }
    known("/ranking", all, options, errors);
  }

  private static void known(
      String pointer,
      Collection<@Nullable String> named,
      Set<String> options,
      List<FieldError> errors) {
    Set<String> seen = new HashSet<>();
    for (String name : named) {
      if (name == null || !options.contains(name)) {
        errors.add(
            FieldError.at(
                pointer,
                "names what is no option of this round; they are "
                    + Explanation.list(List.copyOf(new TreeSet<>(options)), "and")));
        return;
      }
      if (!seen.add(name)) {
        errors.add(FieldError.at(pointer, "names '" + name + "' twice"));
        return;
      }
    }
  }
}
