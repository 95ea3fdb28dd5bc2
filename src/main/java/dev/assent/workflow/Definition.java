package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document as its author wrote it, with places; what {@link DocumentReader} makes and {@link
 * GraphBuilder} compiles.
 *
 * @param input JSON Schema of the input
 * @param variables initial values, in the order of the document
 * @param output JSON Schema of what {@code result} makes
 */
record Definition(
    String id,
    String name,
    @Nullable String description,
    @Nullable String category,
    @Nullable String version,
    @Nullable ObjectNode input,
    Map<String, Source> variables,
    @Nullable ObjectNode output,
    @Nullable Part result,
    List<Step> steps) {

  /** A step. */
  sealed interface Step {
    Common common();

    StepType type();

    default String id() {
      return common().id();
    }
  }

  /**
   * What every step has.
   *
   * @param set variables that get new values when the step is done, in the order of the document
   * @param compensate undoes the step; its own {@code common} has the id of this one
   */
  record Common(
      String id,
      String name,
      @Nullable Source when,
      Place place,
      Node.OnFailure onFailure,
      Map<String, Source> set,
      @Nullable Limit limit,
      @Nullable WorkStep compensate) {
    Common withoutLimit() {
      return new Common(id, name, when, place, onFailure, set, null, compensate);
    }
  }

  /**
   * How long a step may take, and where it goes on then.
   *
   * @param escalateTo of an approval: who is asked as well instead
   */
  record Limit(Duration after, @Nullable GoTo onTimeout, WrittenStage.@Nullable Asked escalateTo) {}

  record TaskStep(
      Common common,
      @Nullable Source assignee,
      List<Reference> roles,
      @Nullable ObjectNode output,
      @Nullable JsonNode brief)
      implements Step {
    @Override
    public StepType type() {
      return StepType.TASK;
    }
  }

  /**
   * A decision of people.
   *
   * @param routing the policy that chooses the route; then there are no stages
   * @param expires when it is over as a whole; a step without stages has that of its one stage
   */
  record ApprovalStep(
      Common common,
      List<WrittenStage> stages,
      @Nullable Reference routing,
      Subject subject,
      ApprovalStage.OnResubmit onResubmit,
      @Nullable Duration expires,
      @Nullable GoTo onReject,
      int priority)
      implements Step {
    @Override
    public StepType type() {
      return StepType.APPROVAL;
    }
  }

  /**
   * What approvers are shown.
   *
   * @param text the description of the step, for requests without one of their own
   */
  record Subject(
      @Nullable Source title,
      @Nullable Source description,
      @Nullable Part data,
      @Nullable String text,
      @Nullable String category,
      ApprovalStage.@Nullable Risk risk) {}

  /**
   * A vote.
   *
   * @param onReject where it goes on when an option wins that means a rejection
   * @param onNoConsensus where it goes on when no option wins
   */
  record ConsensusStep(
      Common common, WrittenBallot ballot, @Nullable GoTo onReject, @Nullable GoTo onNoConsensus)
      implements Step {
    @Override
    public StepType type() {
      return StepType.CONSENSUS;
    }
  }

  record DecisionStep(Common common, List<Case> cases, @Nullable Way otherwise) implements Step {
    @Override
    public StepType type() {
      return StepType.DECISION;
    }
  }

  /**
   * Branches at the same time.
   *
   * @param wanted how many must be done
   */
  record ParallelStep(Common common, List<List<Step>> branches, int wanted) implements Step {
    @Override
    public StepType type() {
      return StepType.PARALLEL;
    }
  }

  record ForEachStep(
      Common common,
      Source items,
      int parallel,
      int atMost,
      List<Step> steps,
      @Nullable Source result)
      implements Step {
    @Override
    public StepType type() {
      return StepType.FOR_EACH;
    }
  }

  /**
   * A loop.
   *
   * @param atMost absent: the default
   */
  record LoopStep(
      Common common,
      @Nullable Source whileTrue,
      @Nullable Source untilTrue,
      @Nullable Source times,
      @Nullable Integer atMost,
      boolean goOn,
      List<Step> steps)
      implements Step {
    @Override
    public StepType type() {
      return StepType.LOOP;
    }
  }

  /**
   * Work that a job does: call, agent, notify or subworkflow.
   *
   * @param request what the job is given
   * @param roles whom a step of type notify tells
   */
  record WorkStep(
      Common common,
      StepType type,
      Part request,
      List<Reference> roles,
      Node.Retry retry,
      @Nullable Kept kept,
      @Nullable Source result,
      @Nullable ObjectNode output)
      implements Step {}

  /** An answer that is kept for others with the same key. */
  record Kept(Source key, Duration timeToLive) {}

  record WaitStep(
      Common common,
      @Nullable Source durationOf,
      @Nullable Source until,
      @Nullable String signal,
      @Nullable Source correlation)
      implements Step {
    @Override
    public StepType type() {
      return StepType.WAIT;
    }
  }

  record Case(Source when, Way way) {}

  /** Where a case of a decision leads. */
  sealed interface Way {}

  /** To a step, at most so often in one instance; absent: the default, where a bound is needed. */
  record GoTo(Reference target, @Nullable Integer atMost) implements Way {}

  record Finish(Outcome outcome) implements Way {}

  record Through(List<Step> steps) implements Way {}

  /** The mention of a step, or of a role. */
  record Reference(String id, Place place) {
    static List<String> ids(List<Reference> references) {
      return references.stream().map(Reference::id).toList();
    }
  }

  /** An expression's text; {@code textColumn} as in {@link DocumentNode.Scalar}. */
  record Source(String text, Place place, int textColumn) {}

  /** What becomes a {@link Template}: JSON with expressions in it. */
  sealed interface Part {}

  record Literal(JsonNode value) implements Part {}

  record Computed(Source source) implements Part {}

  /** In the order of the document. */
  record Fielded(Map<String, Part> fields) implements Part {}

  record Listed(List<Part> items) implements Part {}
}
