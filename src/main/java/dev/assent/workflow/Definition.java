package dev.assent.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document as its author wrote it, with places; what {@link DocumentReader} makes and {@link
 * GraphBuilder} compiles.
 */
record Definition(
    String id,
    String name,
    @Nullable String description,
    @Nullable String category,
    @Nullable String version,
    @Nullable ObjectNode input,
    List<Step> steps) {

  /** A step. */
  sealed interface Step {
    Common common();

    default String id() {
      return common().id();
    }
  }

  /** What every step has. */
  record Common(String id, String name, @Nullable Source when, Place place) {}

  record TaskStep(Common common, @Nullable Source assignee, List<String> roles) implements Step {}

  record ApprovalStep(
      Common common,
      List<Source> users,
      List<String> roles,
      ApprovalPolicy policy,
      boolean notRequester,
      List<Reference> distinctFrom,
      @Nullable GoTo onReject,
      int priority)
      implements Step {}

  record DecisionStep(Common common, List<Case> cases, @Nullable Way otherwise) implements Step {}

  record ParallelStep(Common common, List<List<Step>> branches) implements Step {}

  record Case(Source when, Way way) {}

  /** Where a case of a decision leads. */
  sealed interface Way {}

  /** To a step, at most so often in one instance; absent: the default, where a bound is needed. */
  record GoTo(Reference target, @Nullable Integer atMost) implements Way {}

  record Finish(Outcome outcome) implements Way {}

  record Through(List<Step> steps) implements Way {}

  /** The mention of a step. */
  record Reference(String id, Place place) {}

  /** An expression's text; {@code textColumn} as in {@link DocumentNode.Scalar}. */
  record Source(String text, Place place, int textColumn) {}
}
