package dev.assent.approval;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A decision as it is answered, with what has become of the request.
 *
 * @param id of the assignment that it has filled
 */
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
    Assignment.Ruling ruling = Objects.requireNonNull(filled.ruling());
    return new DecisionView(
        filled.id(),
        ruling.decision(),
        ruling.by(),
        filled.onBehalfOf(),
        ruling.rationale(),
        ruling.conditions().isEmpty() ? null : ruling.conditions(),
        ruling.at(),
        ApprovalView.of(approval));
  }
}
