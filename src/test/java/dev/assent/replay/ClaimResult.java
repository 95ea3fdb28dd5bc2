package dev.assent.replay;

import java.util.Optional;

/** What came of a claim's replay. */
record ClaimResult(
    Optional<Comparison.Disagreement> disagreement,
    Outcome inLog,
    int refusals,
    Receipts.Check receipts) {}
