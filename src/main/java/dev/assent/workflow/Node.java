package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.expression.Expression;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node of a compiled workflow. Flows are indices into {@link WorkflowGraph#nodes()}, and {@code
 * next} is always the index of a node: the last step of the workflow leads to an {@link End}, the
 * last one of a branch to its {@link Join}, the last one of a loop's body to its {@link Return}.
 *
 * <p>A step whose {@code when} is false is skipped: the token goes straight to {@code next}.
 */
public sealed interface Node {
  /** Where the node stands in {@link WorkflowGraph#nodes()}. */
  int index();

  /**
   * The id of the document's step that the node came from; absent for the end behind the last step.
   */
  @Nullable String step();

  /**
   * The innermost branch of a {@code parallel} step, or body of a {@code loop} or {@code forEach},
   * that the node stands in; 0 is the workflow itself. {@link WorkflowGraph#regionParents()} has
   * the tree.
   */
  int region();

  /** The node at which a step begins. */
  sealed interface StepNode extends Node {
    Frame frame();

    @Override
    default int index() {
      return frame().index();
    }

    @Override
    default String step() {
      return frame().step();
    }

    @Override
    default int region() {
      return frame().region();
    }

    /** What people see. */
    default String name() {
      return frame().name();
    }

    default @Nullable Expression when() {
      return frame().when();
    }

    default int next() {
      return frame().next();
    }
  }

  /**
   * What every step has.
   *
   * @param next where the token goes when the step is done or skipped; -1 for a compensation, which
   *     leads nowhere
   * @param onFailure what follows when the step fails for good
   * @param set variables that get new values when the step is done; the expressions see {@code
   *     output}
   * @param timeout how long a step may wait
   * @param compensation the node of the {@link Work} that undoes the step; -1 without
   */
  record Frame(
      int index,
      String step,
      int region,
      String name,
      @Nullable Expression when,
      int next,
      OnFailure onFailure,
      Map<String, Expression> set,
      @Nullable Timeout timeout,
      int compensation) {
    public Frame {
      set = Map.copyOf(set);
    }
  }

  /** What follows when a step has failed for good. */
  enum OnFailure {
    /** An incident: a person retries, skips or fails the step. */
    INCIDENT,
    /** The instance ends as FAILED, after its compensations. */
    FAIL,
    /** The step is FAILED and the instance goes on behind it. */
    CONTINUE
  }

  /**
   * How long a step may be active.
   *
   * @param onTimeout where the token goes then; absent: the step has failed
   */
  record Timeout(Duration after, @Nullable Jump onTimeout) {}

  /**
   * Work for a person or an agent that polls, completed by hand. Open to {@code assignee} and to
   * whoever has one of {@code roles}.
   *
   * @param outputSchema what completing needs; absent: any object
   * @param brief what the document tells whoever does the work: prompt, guidance and the like
   */
  record Task(
      Frame frame,
      @Nullable Expression assignee,
      List<String> roles,
      @Nullable InputSchema outputSchema,
      @Nullable JsonNode brief)
      implements StepNode {
    public Task {
      roles = List.copyOf(roles);
    }
  }

  /**
   * A decision of people, in stages.
   *
   * @param routing the routing policy that chooses the stages; then there are none here
   * @param expires when the request as a whole is over
   * @param onReject where a rejection leads; without it a rejection ends the instance as REJECTED
   * @param priority 0 LOW, 1 NORMAL, 2 HIGH, 3 URGENT
   */
  record Approval(
      Frame frame,
      List<ApprovalStage> stages,
      @Nullable String routing,
      Subject subject,
      ApprovalStage.OnResubmit onResubmit,
      @Nullable Duration expires,
      @Nullable Jump onReject,
      int priority)
      implements StepNode {
    public Approval {
      stages = List.copyOf(stages);
    }

    /** The roles that its stages ask, each once. */
    public List<String> roles() {
      return stages.stream().flatMap(stage -> stage.roles().stream()).distinct().toList();
    }
  }

  /**
   * What approvers are shown.
   *
   * @param title yields a text; absent: the names of the workflow and the step
   * @param description yields a text; absent: {@code text}
   * @param data yields whatever they should see
   */
  record Subject(
      @Nullable Expression title,
      @Nullable Expression description,
      @Nullable Template data,
      @Nullable String text,
      @Nullable String category,
      ApprovalStage.@Nullable Risk risk) {}

  /**
   * A vote.
   *
   * @param onReject where it leads that an option wins which means a rejection; without it that
   *     ends the instance as REJECTED
   * @param onNoConsensus where it leads that no option wins; without it the step has failed
   */
  record Consensus(
      Frame frame, BallotPlan ballot, @Nullable Jump onReject, @Nullable Jump onNoConsensus)
      implements StepNode {}

  /** A decision by conditions: the first case whose condition is true, else {@code otherwise}. */
  record Exclusive(Frame frame, List<Branch> cases, Branch otherwise) implements StepNode {
    public Exclusive {
      cases = List.copyOf(cases);
    }
  }

  /**
   * Starts all branches at once; they meet again in {@code join}.
   *
   * @param branches the first node of each branch; not to be changed
   * @param branchRegions the region of each branch, in the same order; not to be changed
   */
  @SuppressWarnings(
      "ArrayRecordComponent") // read by the engine on every step; the graph is shared, not copied
  record Fork(Frame frame, int[] branches, int[] branchRegions, int join) implements StepNode {}

  /**
   * Goes on when {@code wanted} of the {@code arity} tokens that its fork started have come; what
   * is still open in the other branches is cancelled then. Stands in the same region as the fork.
   */
  record Join(int index, String step, int region, int next, int arity, int wanted)
      implements Node {}

  /**
   * Runs its body once for each item of a list, each time in a scope of its own.
   *
   * @param items yields the list
   * @param atMost most items; more are a failure of the step
   * @param parallel how many run at the same time; 1 is one after the other
   * @param result evaluated at the end of each body, where it sees that scope; absent: the output
   *     of the body's last step. The list of them, in the order of the items, is the step's output
   */
  record ForEach(
      Frame frame,
      Expression items,
      int atMost,
      int parallel,
      int body,
      int bodyRegion,
      @Nullable Expression result)
      implements StepNode {}

  /**
   * Runs its body again and again.
   *
   * @param whileTrue looked at before each turn
   * @param untilTrue looked at after each turn
   * @param times how many turns; at most one of the three
   * @param atMost the bound of turns
   * @param goOn whether coming to the bound ends the loop quietly; else it is a failure
   * @param counter the index of its counter of turns, below {@link WorkflowGraph#jumpCount()}
   */
  record Loop(
      Frame frame,
      @Nullable Expression whileTrue,
      @Nullable Expression untilTrue,
      @Nullable Expression times,
      int atMost,
      boolean goOn,
      int body,
      int bodyRegion,
      int counter)
      implements StepNode {}

  /**
   * The end of a body: leads back to its {@link Loop} or {@link ForEach}. Stands in the body's
   * region.
   */
  record Return(int index, String step, int region, int owner) implements Node {}

  /**
   * Work outside the transaction, done by a job.
   *
   * @param type CALL, AGENT, NOTIFY or SUBWORKFLOW
   * @param request what the job is given, with the expressions in it evaluated
   * @param result makes the step's output from the job's answer, which it sees as {@code output};
   *     absent: the answer itself
   * @param outputSchema what the answer must be; absent: anything
   */
  record Work(
      Frame frame,
      StepType type,
      Template request,
      Retry retry,
      @Nullable Cached cached,
      @Nullable Expression result,
      @Nullable InputSchema outputSchema)
      implements StepNode {}

  /**
   * How a failing job is tried again.
   *
   * @param attempts in all, the first one included
   * @param backoff before the second attempt; doubled each time, up to {@code maxBackoff}
   * @param timeout of one attempt
   */
  record Retry(int attempts, Duration backoff, Duration maxBackoff, Duration timeout) {}

  /** An answer that is kept for {@code timeToLive}, for all instances with the same key. */
  record Cached(Expression key, Duration timeToLive) {}

  /**
   * Waits: for a time, or for a signal. Exactly one of the first three is there.
   *
   * @param until yields a time: RFC 3339
   * @param durationOf yields a duration: ISO 8601
   * @param correlation yields the text by which a signal finds this instance among others
   */
  record Wait(
      Frame frame,
      @Nullable Expression durationOf,
      @Nullable Expression until,
      @Nullable String signal,
      @Nullable Expression correlation)
      implements StepNode {}

  /** The instance ends here, with everything that is still open in other branches. */
  record End(int index, @Nullable String step, int region, Outcome outcome) implements Node {}

  /**
   * A case of a decision.
   *
   * @param atMost how often it may be taken in one instance, counted by the counter {@code jump}; 0
   *     when it leads forward and needs no bound
   * @param jump the index of its counter, below {@link WorkflowGraph#jumpCount()}; -1 without a
   *     bound
   */
  record Branch(@Nullable Expression when, int target, int atMost, int jump) {}

  /**
   * A goto that may be taken {@code atMost} times in one instance, counted by the counter {@code
   * jump}.
   */
  record Jump(int target, int atMost, int jump) {}
}
