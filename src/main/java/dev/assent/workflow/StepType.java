package dev.assent.workflow;

import java.util.Locale;

/** The kinds of steps that this version runs. */
public enum StepType {
  TASK,
  APPROVAL,
  CONSENSUS,
  DECISION,
  PARALLEL,
  FOR_EACH,
  LOOP,
  CALL,
  AGENT,
  WAIT,
  NOTIFY,
  SUBWORKFLOW;

  /** As written in documents. */
  String inDocument() {
    return this == FOR_EACH ? "forEach" : name().toLowerCase(Locale.ROOT);
  }
}
