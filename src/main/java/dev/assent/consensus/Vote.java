package dev.assent.consensus;

/** What a voice can say. */
public enum Vote {
  APPROVE,
  REJECT,
  ABSTAIN
}
