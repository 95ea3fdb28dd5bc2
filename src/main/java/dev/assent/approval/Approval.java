package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An approval request with its assignments. It is PENDING until its policy says that the decisions
 * made decide the whole, or until it is cancelled; then its open assignments are closed, and
 * nothing changes it any more.
 */
public final class Approval {
  /** Which step of which instance made a request. */
  public record Origin(UUID instanceId, String workflow, String step) {}

  private final UUID id;
  private final String tenant;
  private @Nullable Origin origin;
  private final String title;
  private final @Nullable String description;
  private final ApprovalSubject subject;
  private final Policy policy;
  private final Priority priority;
  private final String requestedBy;
  private final Instant requestedAt;
  private final Map<String, String> excluded;
  private final List<Assignment> assignments;
  private ApprovalState state = ApprovalState.PENDING;
  private @Nullable Instant closedAt;
  private long revision = 1;

  Approval(
      UUID id,
      String tenant,
      @Nullable Origin origin,
      ApprovalRequest request,
      String requestedBy,
      Instant requestedAt,
      List<Assignment> assignments) {
    this.id = id;
    this.tenant = tenant;
    this.origin = origin;
    this.title = request.title();
    this.description = request.description();
    this.subject = request.subject();
    this.policy = request.policy();
    this.priority = request.priority();
    this.excluded = Map.copyOf(request.excluded());
    this.requestedBy = requestedBy;
    this.requestedAt = requestedAt;
    this.assignments = List.copyOf(assignments);
  }

  /** Puts back what was stored of the request's life. */
  Approval stored(ApprovalState was, @Nullable Instant closed, long storedRevision) {
    state = was;
    closedAt = closed;
    revision = storedRevision;
    return this;
  }

  /**
   * Fills an open assignment of {@code caller} with a decision; closes the request if that decides
   * it. One person fills one assignment, however many of the names that are asked are theirs: who
   * is asked as a user and has an asked role too does not stand for two.
   *
   * @param assignmentId which one, for a caller with several; null takes the caller's own, as a
   *     user, else the first that is open
   * @throws ProblemException when the caller is no approver, is barred by separation of duties, has
   *     decided already, or comes too late
   */
  Assignment decide(
      Caller caller,
      @Nullable UUID assignmentId,
      Decision decision,
      @Nullable String rationale,
      List<Condition> conditions,
      Instant at) {
    Assignment assignment = openAssignment(caller, assignmentId);
    assignment.decide(decision, caller.user(), rationale, conditions, at);
    revision++;
    ApprovalState outcome = policy.tally(assignments.stream().map(Assignment::state).toList());
    if (outcome != ApprovalState.PENDING) {
      close(outcome, at);
    }
    return assignment;
  }

  /** Takes the request back. */
  void cancel(Instant at) {
    close(ApprovalState.CANCELLED, at);
    revision++;
  }

  private Assignment openAssignment(Caller caller, @Nullable UUID assignmentId) {
    List<Assignment> own = new ArrayList<>();
    for (Assignment a : assignments) {
      if (a.approver().isFilledBy(caller)
          && (assignmentId == null || a.id().equals(assignmentId))) {
        own.add(a);
      }
    }
    if (own.isEmpty() && assignmentId != null) {
      throw new ProblemException(
          ProblemType.NOT_AN_APPROVER,
          "Approval "
              + id
              + " has no assignment "
              + assignmentId
              + " that "
              + caller.user()
              + " fills.");
    }
    if (own.isEmpty()) {
      throw new ProblemException(
          ProblemType.NOT_AN_APPROVER,
          "Approval "
              + id
              + " is to be decided by "
              + approvers()
              + ", which "
              + caller.user()
              + " is not.");
    }
    String rule = excluded.get(caller.user());
    if (rule != null) {
      throw new ProblemException(
          ProblemType.SEPARATION_OF_DUTIES,
          caller.user() + " must not decide approval " + id + ": " + rule + ".");
    }
    if (state != ApprovalState.PENDING) {
      throw new ProblemException(
          state == ApprovalState.CANCELLED
              ? ProblemType.INVALID_STATE
              : ProblemType.ALREADY_DECIDED,
          "Approval "
              + id
              + " is "
              + state
              + " since "
              + closedAt
              + deciders()
              + " and cannot be decided again.");
    }
    requireFirstDecisionOf(caller);
    Assignment open = preferred(own.stream().filter(Assignment::isPending).toList());
    if (open == null) {
      throw new ProblemException(
          ProblemType.ALREADY_DECIDED,
          "The assignment of "
              + own.get(0).approver()
              + " in approval "
              + id
              + " is "
              + own.get(0).state()
              + deciders()
              + "; what is open is for others.");
    }
    requireNoPlaceLeftBehind(caller, open);
    return open;
  }

  private void requireFirstDecisionOf(Caller caller) {
    for (Assignment a : assignments) {
      if (caller.user().equals(a.decidedBy())) {
        throw new ProblemException(
            ProblemType.ALREADY_DECIDED,
            caller.user()
                + " has decided approval "
                + id
                + " already, as "
                + a.approver()
                + " ("
                + a.state()
                + "). One person's decision counts for one of those asked; "
                + names(assignments.stream().filter(Assignment::isPending))
                + " is open for somebody else.");
      }
    }
  }

  /** Nobody else could ever decide in the place of a user who has decided in that of a role. */
  private void requireNoPlaceLeftBehind(Caller caller, Assignment chosen) {
    Approver self = Approver.user(caller.user());
    if (policy == Policy.ALL && !chosen.approver().equals(self)) {
      for (Assignment a : assignments) {
        if (a.isPending() && a.approver().equals(self)) {
          throw new ProblemException(
              ProblemType.NOT_AN_APPROVER,
              "Approval "
                  + id
                  + " asks "
                  + self
                  + ", whose assignment "
                  + a.id()
                  + " nobody else can fill, and one person's decision counts for one of those"
                  + " asked: leave that of "
                  + chosen.approver()
                  + " to somebody else.");
        }
      }
    }
  }

  /** That of the user, which nobody else can fill, before that of a role. */
  private static @Nullable Assignment preferred(List<Assignment> open) {
    for (Assignment a : open) {
      if (a.approver().type() == Approver.Type.USER) {
        return a;
      }
    }
    return open.isEmpty() ? null : open.get(0);
  }

  private void close(ApprovalState outcome, Instant at) {
    if (!state.successors().contains(outcome)) {
      throw new IllegalStateException(
          "approval " + id + " is " + state + " and cannot become " + outcome);
    }
    state = outcome;
    closedAt = at;
    for (Assignment a : assignments) {
      if (a.isPending()) {
        a.close();
      }
    }
  }

  private String approvers() {
    return names(assignments.stream());
  }

  private static String names(Stream<Assignment> of) {
    return String.join(" or ", of.map(a -> a.approver().toString()).distinct().toList());
  }

  private String deciders() {
    List<String> by = deciderNames();
    return by.isEmpty() ? "" : " by " + String.join(", ", by);
  }

  /** Who has decided, in the order of the assignments. */
  public List<String> deciderNames() {
    List<String> names = new ArrayList<>();
    for (Assignment a : assignments) {
      if (a.decidedBy() != null && !names.contains(a.decidedBy())) {
        names.add(a.decidedBy());
      }
    }
    return names;
  }

  public UUID id() {
    return id;
  }

  public String tenant() {
    return tenant;
  }

  /** Belongs to a step of another id from now on: its instance has another version. */
  void moveTo(String step) {
    Origin from = origin;
    if (from == null) {
      throw new IllegalStateException("approval " + id + " belongs to no step");
    }
    origin = new Origin(from.instanceId(), from.workflow(), step);
    revision++;
  }

  public @Nullable Origin origin() {
    return origin;
  }

  public ApprovalState state() {
    return state;
  }

  String title() {
    return title;
  }

  @Nullable String description() {
    return description;
  }

  ApprovalSubject subject() {
    return subject;
  }

  Policy policy() {
    return policy;
  }

  Priority priority() {
    return priority;
  }

  String requestedBy() {
    return requestedBy;
  }

  Instant requestedAt() {
    return requestedAt;
  }

  Map<String, String> excluded() {
    return excluded;
  }

  List<Assignment> assignments() {
    return assignments;
  }

  @Nullable Instant closedAt() {
    return closedAt;
  }

  long revision() {
    return revision;
  }
}
