package dev.assent.approval;

import dev.assent.identity.Standing;
import java.util.Map;
import java.util.Optional;

/** Who must not decide in a stage, by which rule. */
final class Separation {
  private final Approval approval;
  private final Standing standing;

  /**
   * @param standing of whoever wants to decide; it knows the pairs of them and of those they stand
   *     for
   */
  Separation(Approval approval, Standing standing) {
    this.approval = approval;
    this.standing = standing;
  }

  /**
   * The rule that keeps {@code name} from filling {@code place}, in words. What somebody else holds
   * on behalf of another is that one's voice already: whoever is to give it is not asked for the
   * pairs of whom they give it for.
   */
  Optional<String> barred(Stage stage, Assignment place, String name) {
    Optional<String> rule = barred(stage, name);
    return rule.isPresent() ? rule : pairedWithDelegator(place, name);
  }

  /** The rule that keeps {@code name} from deciding in {@code stage} at all, in words. */
  Optional<String> barred(Stage stage, String name) {
    Map<String, String> excluded = stage.plan().excluded();
    if (excluded.containsKey(name)) {
      return Optional.of(excluded.get(name));
    }
    for (String other : stage.plan().distinctFrom()) {
      for (Stage earlier : approval.stages()) {
        if (earlier.name().equals(other) && earlier.participants().contains(name)) {
          return Optional.of(name + " has decided stage " + other + " (distinctFrom)");
        }
      }
    }
    for (Stage other : approval.stages()) {
      if (other.plan().distinctFrom().contains(stage.name())
          && other.participants().contains(name)) {
        return Optional.of(
            name
                + " has decided stage "
                + other.name()
                + ", which must be another's (distinctFrom)");
      }
    }
    return paired(name);
  }

  private Optional<String> paired(String name) {
    if (!isKnown(name)) {
      return Optional.empty(); // who has handed the place on, and was looked at then
    }
    Optional<String> requester = standing.barred(name, approval.identity().requestedBy());
    if (requester.isPresent()) {
      return requester.map(
          why -> name + " and the requester are kept apart (separation pair): " + why);
    }
    for (String other : approval.participants()) {
      Optional<String> pair = standing.barred(name, other);
      if (pair.isPresent()) {
        return pair.map(
            why -> name + " and " + other + " are kept apart (separation pair): " + why);
      }
    }
    return Optional.empty();
  }

  private Optional<String> pairedWithDelegator(Assignment place, String name) {
    if (!isKnown(name)) {
      return Optional.empty();
    }
    for (Assignment a : approval.assignments()) {
      String other = a.onBehalfOf();
      if (a.isPending() && other != null && !a.seat().equals(place.seat())) {
        Optional<String> pair = standing.barred(name, other);
        if (pair.isPresent()) {
          return pair.map(
              why ->
                  name
                      + " and "
                      + other
                      + ", for whom "
                      + a.approver()
                      + " decides, are kept apart (separation pair): "
                      + why);
        }
      }
    }
    return Optional.empty();
  }

  private boolean isKnown(String name) {
    return name.equals(standing.user()) || standing.principal(name).isPresent();
  }
}
