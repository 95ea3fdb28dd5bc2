package dev.assent.consensus;

import dev.assent.platform.problem.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds the parameters of a policy against its type. */
final class PolicyCheck {
  static final int MAX_COUNT = 1_000;
  static final int MAX_CRITERIA = 50;
  static final int MAX_NAME = 128;

  private final Policy policy;
  private final String pointer;
  private final List<FieldError> errors = new ArrayList<>();

  PolicyCheck(Policy policy, String pointer) {
    this.policy = policy;
    this.pointer = pointer;
  }

  List<FieldError> errors() {
    required();
    threshold();
    checkCriteria();
    participation();
    veto();
    return errors;
  }

  private void required() {
    Integer required = policy.required();
    if (policy.type() != Policy.Type.QUORUM) {
      forbid(required != null, "/required", EnumSet.of(Policy.Type.QUORUM));
    } else if (required == null) {
      error("/required", "is required with QUORUM");
    } else if (required < 1 || required > MAX_COUNT) {
      error("/required", "is not between 1 and " + MAX_COUNT);
    }
  }

  private void threshold() {
    BigDecimal threshold = policy.threshold();
    boolean scored = policy.type() == Policy.Type.MULTI_CRITERIA;
    if (!scored && policy.type() != Policy.Type.WEIGHTED) {
      forbid(
          threshold != null,
          "/threshold",
          EnumSet.of(Policy.Type.WEIGHTED, Policy.Type.MULTI_CRITERIA));
      return;
    }
    if (threshold == null) {
      error("/threshold", "is required with " + policy.type());
      return;
    }
    BigDecimal most = scored ? Policy.MAX_SCORE : Decimals.MAX;
    if (!isPositive(threshold) || threshold.compareTo(most) > 0) {
      error("/threshold", "is not above 0 and at most " + Decimals.text(most) + digits());
    }
  }

  private void checkCriteria() {
    List<Policy.Criterion> criteria = policy.criteria();
    if (policy.type() != Policy.Type.MULTI_CRITERIA) {
      forbid(!criteria.isEmpty(), "/criteria", EnumSet.of(Policy.Type.MULTI_CRITERIA));
      return;
    }
    errors.addAll(criteria(criteria, pointer + "/criteria"));
  }

  /** What is wrong with a list of criteria. */
  static List<FieldError> criteria(List<Policy.Criterion> criteria, String pointer) {
    if (criteria.isEmpty() || criteria.size() > MAX_CRITERIA) {
      return List.of(FieldError.at(pointer, "needs from 1 to " + MAX_CRITERIA + " criteria"));
    }
    List<FieldError> errors = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < criteria.size(); i++) {
      Policy.Criterion c = criteria.get(i);
      String at = pointer + "/" + i;
      if (c == null) {
        errors.add(FieldError.at(at, "is null"));
        continue;
      }
      String wrong = wrongName(c.name(), names);
      if (wrong != null) {
        errors.add(FieldError.at(at + "/name", wrong));
      }
      if (c.weight() == null || !isPositive(c.weight())) {
        errors.add(FieldError.at(at + "/weight", "is required and above 0" + digits()));
      }
    }
    return errors;
  }

  /** What is wrong with the scores given to {@code criteria}. */
  static List<FieldError> scores(
      List<Policy.Criterion> criteria, String pointer, Map<String, BigDecimal> scores) {
    List<FieldError> errors = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Policy.Criterion c : criteria) {
      known.add(c.name());
      BigDecimal score = scores.get(c.name());
      if (score == null) {
        errors.add(FieldError.at(pointer, "has no score for '" + c.name() + "'"));
      } else if (!Policy.isScore(score) || !Decimals.isModest(score)) {
        errors.add(
            FieldError.at(
                pointer, "has a score for '" + c.name() + "' that is not from 0 to 10" + digits()));
      }
    }
    if (!known.containsAll(scores.keySet())) {
      errors.add(FieldError.at(pointer, "has a score for what is no criterion; they are " + known));
    }
    return errors;
  }

  private void participation() {
    int least = policy.minimumParticipation();
    Set<Policy.Type> counting = EnumSet.complementOf(EnumSet.of(Policy.Type.ANY, Policy.Type.ALL));
    if (!counting.contains(policy.type())) {
      forbid(least != 0, "/minimumParticipation", counting);
    } else if (least < 0 || least > MAX_COUNT) {
      error("/minimumParticipation", "is not between 0 and " + MAX_COUNT);
    }
    boolean matters =
        policy.type() == Policy.Type.MAJORITY
            || policy.type() == Policy.Type.UNANIMOUS
            || (counting.contains(policy.type()) && least > 0);
    if (policy.abstentions() != Policy.Abstentions.IGNORED && !matters) {
      error(
          "/abstentions",
          "changes nothing here; it goes with MAJORITY, UNANIMOUS or a minimumParticipation");
    }
    if (policy.type() != Policy.Type.MAJORITY) {
      forbid(policy.tie() != Policy.Tie.REJECT, "/tie", EnumSet.of(Policy.Type.MAJORITY));
    }
  }

  private void veto() {
    List<String> veto = policy.veto();
    if (policy.type() == Policy.Type.ANY) {
      forbid(!veto.isEmpty(), "/veto", EnumSet.complementOf(EnumSet.of(Policy.Type.ANY)));
    }
    if (veto.size() > MAX_COUNT) {
      error("/veto", "are more than " + MAX_COUNT);
      return;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < veto.size(); i++) {
      String wrong = wrongName(veto.get(i), names);
      if (wrong != null) {
        error("/veto/" + i, wrong);
      }
    }
  }

  private void forbid(boolean there, String field, Set<Policy.Type> allowed) {
    if (there) {
      error(field, "does not go with " + policy.type() + ", only with " + allowed);
    }
  }

  private void error(String field, String detail) {
    errors.add(FieldError.at(pointer + field, detail));
  }

  /** What is wrong with a name that has to be another than those in {@code taken}. */
  static @Nullable String wrongName(@Nullable String name, Set<String> taken) {
    if (name == null || name.isBlank()) {
      return "is required and must not be blank";
    }
    if (name.length() > MAX_NAME) {
      return "is longer than " + MAX_NAME + " characters";
    }
    return taken.add(name) ? null : "is there twice";
  }

  static boolean isPositive(BigDecimal value) {
    return value.signum() > 0 && Decimals.isModest(value);
  }

  static String digits() {
    return ", with " + Decimals.MAX_SCALE + " decimal places at most";
  }
}
