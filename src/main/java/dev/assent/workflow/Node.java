package dev.assent.workflow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One node of a compiled workflow. Flows are indices into {@link WorkflowGraph#nodes()}, and {@code
 * next} is always the index of a node: the last step of the workflow leads to an {@link End}, the
 * last one of a branch to its {@link Join}.
 *
 * <p>A node whose {@code when} is false is skipped: the token goes straight to {@code next}.
 */
public sealed interface Node {
  /** Where the node stands in {@link WorkflowGraph#nodes()}. */
  int index();

  /**
   * The id of the document's step that the node came from; absent for the end behind the last step.
   */
  @Nullable String step();

  /**
   * The innermost branch of a {@code parallel} step that the node stands in; 0 is the workflow
   * itself. {@link WorkflowGraph#regionParents()} has the tree.
   */
  int region();

  /**
   * Work for a person, completed by hand. Open to {@code assignee} and to whoever has one of {@code
   * roles}.
   */
  record Task(
      int index,
      String step,
      int region,
      String name,
      @Nullable Expression when,
      int next,
      @Nullable Expression assignee,
      List<String> roles)
      implements Node {
    public Task {
      roles = List.copyOf(roles);
    }
  }

  /**
   * A decision of people.
   *
   * @param users each yields one user or a list of users
   * @param distinctFrom steps whose actors may not decide here
   * @param onReject where a rejection leads; without it a rejection ends the instance as REJECTED
   * @param priority 0 LOW, 1 NORMAL, 2 HIGH, 3 URGENT
   */
  record Approval(
      int index,
      String step,
      int region,
      String name,
      @Nullable Expression when,
      int next,
      List<Expression> users,
      List<String> roles,
      ApprovalPolicy policy,
      boolean notRequester,
      List<String> distinctFrom,
      @Nullable Jump onReject,
      int priority)
      implements Node {
    public Approval {
      users = List.copyOf(users);
      roles = List.copyOf(roles);
      distinctFrom = List.copyOf(distinctFrom);
    }
  }

  /** A decision by conditions: the first case whose condition is true, else {@code otherwise}. */
  record Exclusive(
      int index,
      String step,
      int region,
      String name,
      @Nullable Expression when,
      int next,
      List<Branch> cases,
      Branch otherwise)
      implements Node {
    public Exclusive {
      cases = List.copyOf(cases);
    }
  }

  /**
   * Starts all branches at once; they meet again in {@code join}.
   *
   * @param next where the token goes when the step is skipped
   * @param branches the first node of each branch; not to be changed
   * @param branchRegions the region of each branch, in the same order; not to be changed
   */
  @SuppressWarnings(
      "ArrayRecordComponent") // read by the engine on every step; the graph is shared, not copied
  record Fork(
      int index,
      String step,
      int region,
      String name,
      @Nullable Expression when,
      int next,
      int[] branches,
      int[] branchRegions,
      int join)
      implements Node {}

  /** Waits for as many tokens as its fork started; stands in the same region as the fork. */
  record Join(int index, String step, int region, int next, int arity) implements Node {}

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
