package dev.assent.workflow;

import java.util.Locale;

/** The kinds of steps that this version runs. */
public enum StepType {
  TASK,
  APPROVAL,
  DECISION,
  PARALLEL;

  /** As written in documents. */
  String inDocument() {
    return name().toLowerCase(Locale.ROOT);
  }
}
