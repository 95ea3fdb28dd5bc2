package dev.assent.identity;

/** Who stands in for whom, and when: what a new absence must not lead to. */
final class Substitution {
  /** As many absences may follow one another from a principal to whoever decides. */
  static final int MAX_CHAIN = 5;

  private Substitution() {}
}
