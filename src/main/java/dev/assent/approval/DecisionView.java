package dev.assent.approval;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A decision as it is answered, with what has become of the request. */
public record DecisionView(
    UUID id,
    Decision decision,
    String actor,
    @Nullable String onBehalfOf,
    @Nullable String rationale,
    @Nullable List<Condition> conditions,
    Instant decidedAt,
    ApprovalView approval) {

  static DecisionView of(Approval approval, Assignment filled) {
    return new DecisionView(
        filled.id(),
        Objects.requireNonNull(filled.decision()),
        Objects.requireNonNull(filled.decidedBy()),
        null,
        filled.rationale(),
        filled.conditions().isEmpty() ? null : filled.conditions(),
        Objects.requireNonNull(filled.decidedAt()),
        ApprovalView.of(approval));
  }
}
