package dev.assent.approval;

import java.util.Locale;

/** The orders of an inbox. */
public enum InboxSort {
  /** The oldest first. */
  AGE,
  /** Those with a due time first, by it; then the others by age. */
  DUE,
  /** From URGENT to LOW, those of one priority by age. */
  PRIORITY;

  /** As it is written in a query: {@code age}. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
