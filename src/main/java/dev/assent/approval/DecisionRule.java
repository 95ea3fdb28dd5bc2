package dev.assent.approval;

/** What stands between a person and a decision, in the order in which it is looked at. */
public enum DecisionRule {
  /** The user may decide requests at all. */
  PERMISSION,
  /** The user is asked, or a role of the user's, or somebody for whom the user stands in today. */
  ASKED,
  /** Nothing keeps the user, or whom the user stands in for, away from this stage. */
  SEPARATION_OF_DUTIES,
  /** The request is neither decided nor over nor sent back. */
  OPEN,
  /** The user has not decided in this stage yet. */
  FIRST_DECISION,
  /** The turn of the stage has come and is not over, and the place is not filled. */
  TURN,
  /** Nobody else has claimed the place. */
  UNCLAIMED,
  /** Deciding in a role's place would not leave one behind that nobody else can fill. */
  OWN_PLACE
}
