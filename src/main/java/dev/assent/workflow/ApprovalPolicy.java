package dev.assent.workflow;

/** When an approval step is decided: by the first decision or by the approval of all. */
public enum ApprovalPolicy {
  ANY,
  ALL
}
