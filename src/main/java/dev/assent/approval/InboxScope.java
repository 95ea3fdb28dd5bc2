package dev.assent.approval;

/** By which way a request reaches an inbox. */
public enum InboxScope {
  /** The caller is asked by name. */
  MINE,
  /** One of the caller's roles is asked. */
  ROLES,
  /** Somebody is asked, or has claimed it, for whom the caller stands in today. */
  SUBSTITUTED,
  /** Whatever the caller has claimed. */
  CLAIMED
}
