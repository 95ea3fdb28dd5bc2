package dev.assent.identity;

import java.util.List;
import java.util.Optional;

/**
 * For whom a user acts today, and whom he and they must not check.
 *
 * @param principals those whose substitute the user is, directly or through other absent ones; the
 *     user himself is not among them
 * @param pairs the separation pairs of the user and of the principals, seen from them
 */
public record Standing(String user, List<Principal> principals, List<Pair> pairs) {

  /**
   * Somebody absent for whom the user acts.
   *
   * @param via the absent ones from the principal on, each of whom names the next as substitute,
   *     and the last the user: {@code [carol, dave]} when carol names dave, and dave the user
   */
  public record Principal(String name, List<String> via) {
    public Principal {
      via = List.copyOf(via);
    }
  }

  /** {@code one}, who is the user or a principal, must not decide on what {@code other} did. */
  public record Pair(String one, String other, String reason) {}

  public Standing {
    principals = List.copyOf(principals);
    pairs = List.copyOf(pairs);
  }

  /** A user who acts for himself only and is in no pair. */
  public static Standing alone(String user) {
    return new Standing(user, List.of(), List.of());
  }

  /** The principal of this name, when the user acts for one. */
  public Optional<Principal> principal(String name) {
    return principals.stream().filter(p -> p.name().equals(name)).findFirst();
  }

  /**
   * Why {@code one} must not decide on what {@code other} has requested or decided; empty when no
   * pair forbids it.
   *
   * @throws IllegalArgumentException when {@code one} is neither the user nor a principal: that
   *     one's pairs are not known here
   */
  public Optional<String> barred(String one, String other) {
    if (!one.equals(user) && principal(one).isEmpty()) {
      throw new IllegalArgumentException(user + " does not act for " + one);
    }
    return pairs.stream()
        .filter(pair -> pair.one().equals(one) && pair.other().equals(other))
        .map(Pair::reason)
        .findFirst();
  }
}
