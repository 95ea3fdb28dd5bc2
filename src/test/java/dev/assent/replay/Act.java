package dev.assent.replay;

import java.util.Locale;

/**
 * Somebody's doing.
 *
 * @param role as the workflow spells it: {@code budget-owner}
 */
record Act(Verb verb, String role) {

  static String slug(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  boolean isRejection() {
    return verb == Verb.REJECT;
  }

  @Override
  public String toString() {
    return verb + " by " + role;
  }
}
