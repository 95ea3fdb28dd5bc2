package dev.assent.platform.expression;

/**
 * What computing has cost so far, and may cost at most. Counted, not timed, so that the same costs
 * the same everywhere; a unit is some nanoseconds of a processor. For one thread.
 */
public final class Effort {
  /** Of a part of an expression each time it is evaluated. */
  static final int EVALUATION = 40;

  /** Of a value each time it is read. */
  static final int VALUE = 5;

  private final long most;
  private long spent;

  public Effort(long most) {
    this.most = most;
  }

  /** One that has no bound. */
  public static Effort unbounded() {
    return new Effort(Long.MAX_VALUE);
  }

  /**
   * @param units one for a character that is read, written or copied
   * @throws ExpressionException when it is more than there is, and from then on always
   */
  public void spend(long units) {
    spent += units;
    if (isSpent()) {
      throw new ExpressionException("there is too much to compute at once");
    }
  }

  public long spent() {
    return spent;
  }

  public boolean isSpent() {
    return spent > most;
  }
}
