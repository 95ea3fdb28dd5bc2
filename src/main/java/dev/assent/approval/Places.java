package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.identity.Standing;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The places of one request that somebody may fill, and why not the others: everything that stands
 * between a person and a decision, looked at for whoever wants to decide, claim or hand on, for
 * substitutes, delegates and administrators alike.
 *
 * <ol>
 *   <li>Somebody is asked who is the caller, whose role the caller has, or for whom the caller
 *       stands in today.
 *   <li>Neither the caller nor whom the place is filled for is kept out by the separation of
 *       duties.
 *   <li>The request is open, the stage's turn has come, and the place is not filled.
 *   <li>The caller has not decided in this stage yet: one person counts once.
 *   <li>Nobody else has claimed the place.
 * </ol>
 */
final class Places {
  /**
   * A place that the caller may fill.
   *
   * @param principal for whom, when the caller is a substitute
   */
  record Place(Stage stage, Assignment assignment, @Nullable String principal) {}

  private final Approval approval;
  private final Caller caller;
  private final Standing standing;
  private final Separation separation;

  Places(Approval approval, Caller caller, Standing standing) {
    this.approval = approval;
    this.caller = caller;
    this.standing = standing;
    this.separation = new Separation(approval, standing);
  }

  /**
   * The place to fill.
   *
   * @param assignmentId which one, for somebody with several; null takes the caller's own as a
   *     user, else a role's, else one that the caller stands in for
   * @throws ProblemException {@code NOT_AN_APPROVER}, {@code SEPARATION_OF_DUTIES}, {@code
   *     ALREADY_DECIDED}, {@code INVALID_STATE} or {@code CLAIMED}
   */
  Place find(@Nullable UUID assignmentId) {
    return find(assignmentId, rule -> {});
  }

  /**
   * The same, telling what it looks at.
   *
   * @param looking told each rule before it is looked at: the last one told is the one refused by
   */
  Place find(@Nullable UUID assignmentId, Consumer<DecisionRule> looking) {
    looking.accept(DecisionRule.ASKED);
    List<Place> own = own(assignmentId);
    if (own.isEmpty()) {
      throw notAsked(assignmentId, looking);
    }
    looking.accept(DecisionRule.SEPARATION_OF_DUTIES);
    List<Place> allowed = own.stream().filter(p -> barred(p).isEmpty()).toList();
    Optional<Place> barred =
        own.stream().filter(p -> isOpen(p) && !allowed.contains(p)).findFirst();
    if (allowed.isEmpty() || (barred.isPresent() && allowed.stream().noneMatch(Places::isOpen))) {
      throw separated(barred.orElse(own.get(0)));
    }
    looking.accept(DecisionRule.OPEN);
    requireOpen();
    Place one = allowed.get(0);
    looking.accept(DecisionRule.FIRST_DECISION);
    List<Place> open = kept(allowed, p -> earlier(p) == null, () -> again(one));
    looking.accept(DecisionRule.TURN);
    open = kept(open, Places::isOpen, () -> filled(one));
    looking.accept(DecisionRule.UNCLAIMED);
    open = kept(open, this::isFree, () -> claimed(one.assignment()));
    return open.get(0);
  }

  /**
   * The place to decide in.
   *
   * @throws ProblemException as for {@link #find}, and when somebody would leave a place behind
   *     that nobody else can fill
   */
  Place toDecide(@Nullable UUID assignmentId, Consumer<DecisionRule> looking) {
    Place chosen = find(assignmentId, looking);
    looking.accept(DecisionRule.OWN_PLACE);
    requireNoPlaceLeftBehind(chosen);
    return chosen;
  }

  private static List<Place> kept(
      List<Place> places,
      Predicate<Place> holds,
      java.util.function.Supplier<ProblemException> no) {
    List<Place> kept = places.stream().filter(holds).toList();
    if (kept.isEmpty()) {
      throw no.get();
    }
    return kept;
  }

  /** Those that the caller answers to, the nearest first. */
  private List<Place> own(@Nullable UUID assignmentId) {
    List<Place> own = new ArrayList<>();
    for (Stage stage : approval.stages()) {
      for (Assignment a : stage.assignments()) {
        if (assignmentId == null || a.id().equals(assignmentId)) {
          place(stage, a).ifPresent(own::add);
        }
      }
    }
    own.sort(Comparator.comparingInt(this::distance));
    return own;
  }

  private Optional<Place> place(Stage stage, Assignment a) {
    if (a.approver().isFilledBy(caller)) {
      boolean forOther = a.claimedBy() != null && isPrincipal(a.claimedBy());
      return Optional.of(new Place(stage, a, forOther ? a.claimedBy() : null));
    }
    if (a.approver().type() == Approver.Type.USER && isPrincipal(a.approver().name())) {
      return Optional.of(new Place(stage, a, a.approver().name()));
    }
    return a.claimedBy() != null && isPrincipal(a.claimedBy())
        ? Optional.of(new Place(stage, a, a.claimedBy()))
        : Optional.empty();
  }

  private boolean isFor(Approver approver) {
    return approver.isFilledBy(caller)
        || (approver.type() == Approver.Type.USER && isPrincipal(approver.name()));
  }

  private boolean isPrincipal(String name) {
    return standing.principals().stream().anyMatch(p -> p.name().equals(name));
  }

  private int distance(Place place) {
    boolean user = place.assignment().approver().type() == Approver.Type.USER;
    boolean mine = caller.user().equals(place.assignment().claimedBy());
    return place.principal() != null ? 2 : user || mine ? 0 : 1;
  }

  private Optional<String> barred(Place place) {
    Assignment a = place.assignment();
    return Stream.of(caller.user(), place.principal(), a.onBehalfOf())
        .filter(java.util.Objects::nonNull)
        .map(name -> separation.barred(place.stage(), a, name))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private void requireOpen() {
    if (approval.state() == ApprovalState.PENDING) {
      return;
    }
    boolean decided =
        approval.state() == ApprovalState.APPROVED || approval.state() == ApprovalState.REJECTED;
    String since = approval.closedAt() == null ? "" : " since " + approval.closedAt();
    throw new ProblemException(
        decided ? ProblemType.ALREADY_DECIDED : ProblemType.INVALID_STATE,
        "Approval "
            + approval.id()
            + " is "
            + approval.state()
            + since
            + (decided ? deciders() : "")
            + (approval.state().isOpen()
                ? " and cannot be decided before it is resubmitted."
                : " and cannot be decided again."));
  }

  /**
   * What has been decided in the stage by one of those whose decision this would be: a person has
   * one voice in it, whether they lend it to somebody or not.
   */
  private @Nullable Assignment earlier(Place place) {
    Set<String> voices = voices(place);
    for (Assignment a : place.stage().assignments()) {
      if (a.decidedBy() != null && !Collections.disjoint(voices, a.voices())) {
        return a;
      }
    }
    return null;
  }

  private Set<String> voices(Place place) {
    Set<String> voices = new HashSet<>(Set.of(caller.user()));
    if (place.principal() != null) {
      voices.add(place.principal());
    }
    if (place.assignment().onBehalfOf() != null) {
      voices.add(place.assignment().onBehalfOf());
    }
    return voices;
  }

  private static boolean isOpen(Place place) {
    return place.stage().isOpen() && place.assignment().isPending();
  }

  private boolean isFree(Place place) {
    String claimed = place.assignment().claimedBy();
    return claimed == null || claimed.equals(caller.user()) || claimed.equals(place.principal());
  }

  /** Nobody else could ever decide in the place of a user who has decided in that of a role. */
  private void requireNoPlaceLeftBehind(Place chosen) {
    Approver self = Approver.user(caller.user());
    boolean oneIsEnough =
        chosen.stage().plan().policy().type() == dev.assent.consensus.Policy.Type.ANY;
    if (oneIsEnough || chosen.assignment().approver().equals(self)) {
      return;
    }
    for (Assignment a : chosen.stage().assignments()) {
      boolean own = a.approver().equals(self) || caller.user().equals(a.onBehalfOf());
      if (a.isPending() && own && !a.seat().equals(chosen.assignment().seat())) {
        throw new ProblemException(
            ProblemType.NOT_AN_APPROVER,
            "Approval "
                + approval.id()
                + " asks "
                + self
                + ", whose assignment "
                + a.id()
                + " nobody else can fill, and one person's decision counts for one of those"
                + " asked: leave that of "
                + chosen.assignment().approver()
                + " to somebody else.");
      }
    }
  }

  private ProblemException notAsked(@Nullable UUID assignmentId, Consumer<DecisionRule> looking) {
    String id = "Approval " + approval.id();
    if (assignmentId != null) {
      return new ProblemException(
          ProblemType.NOT_AN_APPROVER,
          id + " has no assignment " + assignmentId + " that " + caller.user() + " fills.");
    }
    for (Stage stage : approval.stages()) {
      boolean later = stage.state() == StageState.WAITING;
      if (later && stage.plan().approvers().stream().anyMatch(this::isFor)) {
        looking.accept(DecisionRule.TURN);
        return new ProblemException(
            ProblemType.INVALID_STATE,
            id
                + " asks "
                + caller.user()
                + " in stage "
                + stage.name()
                + ", whose turn has not come; open are "
                + approval.stages().stream().filter(Stage::isOpen).map(Stage::name).toList()
                + ".");
      }
    }
    return new ProblemException(
        ProblemType.NOT_AN_APPROVER,
        id
            + " is to be decided by "
            + names(approval.assignments().stream())
            + ", which "
            + caller.user()
            + " is not.");
  }

  private ProblemException separated(Place place) {
    return new ProblemException(
        ProblemType.SEPARATION_OF_DUTIES,
        caller.user()
            + " must not decide approval "
            + approval.id()
            + ": "
            + barred(place).orElseThrow()
            + ".");
  }

  private ProblemException filled(Place place) {
    Assignment a = place.assignment();
    return new ProblemException(
        ProblemType.ALREADY_DECIDED,
        "The assignment of "
            + a.approver()
            + " in approval "
            + approval.id()
            + " is "
            + a.state()
            + deciders()
            + "; what is open is for others.");
  }

  private ProblemException again(Place place) {
    Assignment made = java.util.Objects.requireNonNull(earlier(place));
    return new ProblemException(
        ProblemType.ALREADY_DECIDED,
        made.decidedBy()
            + " has decided approval "
            + approval.id()
            + " already, as "
            + made.approver()
            + " ("
            + made.state()
            + "). One person's decision counts for one of those asked; "
            + names(approval.assignments().stream().filter(Assignment::isPending))
            + " is open for somebody else.");
  }

  private ProblemException claimed(Assignment a) {
    return new ProblemException(
        ProblemType.CLAIMED,
        "The assignment of "
            + a.approver()
            + " in approval "
            + approval.id()
            + " is claimed by "
            + a.claimedBy()
            + ", who must release it before somebody else can decide.");
  }

  private static String names(Stream<Assignment> of) {
    List<String> names = of.map(a -> a.approver().toString()).distinct().toList();
    return names.size() <= 10
        ? String.join(" or ", names)
        : String.join(" or ", names.subList(0, 10)) + " and " + (names.size() - 10) + " more";
  }

  private String deciders() {
    List<String> by = approval.participants();
    return by.isEmpty() ? "" : " by " + String.join(", ", by);
  }
}
