package dev.assent.platform.expression;

import java.util.HashMap;

/** Variables for expressions, and what evaluating them is counted on. */
public final class Seen extends HashMap<String, Object> {
  private static final long serialVersionUID = 1L;

  private final transient Effort effort;

  public Seen(Effort effort) {
    this.effort = effort;
  }

  Effort effort() {
    return effort;
  }
}
