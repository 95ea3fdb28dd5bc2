package dev.assent.approval;

import org.jspecify.annotations.Nullable;

/**
 * What an inbox is narrowed to; nulls do not narrow.
 *
 * @param overdue only what is past its due time
 * @param role only what is asked of this role
 * @param q a text that the title has, in any case of letters
 */
record InboxFilter(
    Subject subject,
    @Nullable String requestedBy,
    @Nullable Priority priority,
    @Nullable String category,
    @Nullable RiskLevel risk,
    boolean overdue,
    @Nullable String role,
    @Nullable InboxScope scope,
    @Nullable String q) {

  /** What it is about. */
  record Subject(
      @Nullable String workflow,
      @Nullable String step,
      @Nullable String stage,
      @Nullable String type,
      @Nullable String id) {}

  /** Everything. */
  static final InboxFilter NONE =
      new InboxFilter(
          new Subject(null, null, null, null, null),
          null,
          null,
          null,
          null,
          false,
          null,
          null,
          null);
}
