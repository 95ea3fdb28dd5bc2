package dev.assent.replay;

/** How far a claim has come in the end. */
enum Outcome {
  NOT_SUBMITTED,
  /** On its way: somebody has to decide. */
  OPEN,
  /** Finally, but not paid. */
  APPROVED,
  PAID,
  /** Sent or taken back, and given up. */
  REJECTED,
  /** The server could not go on with it. */
  FAILED
}
