package dev.assent.approval;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** How places come to others: handed on by whoever has one, or because nobody decides. */
final class Handover {
  /** How often a place may be handed on. */
  static final int MAX_DEPTH = 5;

  /** Most ways to fill the seats of a stage. */
  static final int MAX_ASSIGNMENTS = 1_000;

  private final Approval approval;

  Handover(Approval approval) {
    this.approval = approval;
  }

  /**
   * Hands {@code place} on to a user.
   *
   * @param by who has it
   * @throws ProblemException {@code INVALID_STATE} when it was handed on too often, or the user had
   *     it before or is asked in this stage already; {@code SEPARATION_OF_DUTIES}
   */
  Assignment handOn(Places.Place place, String by, String to, Assignment.Came how) {
    Stage stage = place.stage();
    Assignment from = place.assignment();
    if (to.equals(by)) {
      throw refused(from, to, "who has it already");
    }
    int depth = 1;
    for (Assignment a = from; a.place().from() != null; a = find(stage, a.place().from())) {
      depth++;
    }
    if (depth > MAX_DEPTH) {
      throw refused(from, to, "for it was handed on " + MAX_DEPTH + " times");
    }
    for (Assignment a : stage.assignments()) {
      boolean same = a.approver().equals(Approver.user(to));
      if (a.seat().equals(from.seat()) && (same || to.equals(a.onBehalfOf()))) {
        throw refused(from, to, "who had it before");
      }
      if ((same && a.isPending()) || to.equals(a.decidedBy())) {
        throw refused(from, to, "who is asked in this stage already");
      }
    }
    requireRoom(stage);
    from.close(AssignmentState.DELEGATED);
    Assignment added =
        stage.add(
            from,
            Approver.user(to),
            how,
            how == Assignment.Came.DELEGATED ? responsible(place, by) : null);
    approval.changed();
    return added;
  }

  /** Whoever delegates first stays responsible, however often it is delegated on. */
  private static String responsible(Places.Place place, String by) {
    String already = place.assignment().onBehalfOf();
    return already != null ? already : place.principal() == null ? by : place.principal();
  }

  private static Assignment find(Stage stage, UUID id) {
    return stage.assignments().stream()
        .filter(a -> a.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no assignment " + id));
  }

  /**
   * Asks others as well for every seat of a stage that is still open; whoever is asked for a seat
   * already stays so. Those for whom there is no room any more are not asked: time must be able to
   * go on.
   *
   * @return how many were asked anew
   */
  int ask(Stage stage, List<Approver> others) {
    Map<UUID, Assignment> open = new LinkedHashMap<>();
    Set<String> known = new HashSet<>();
    for (Assignment a : stage.assignments()) {
      if (a.isPending()) {
        known.add(a.seat() + " " + a.approver());
        open.putIfAbsent(a.seat(), a);
      }
    }
    int room = MAX_ASSIGNMENTS - stage.assignments().size();
    int asked = 0;
    for (Assignment from : open.values()) {
      for (Approver other : others) {
        if (asked < room && known.add(from.seat() + " " + other)) {
          stage.add(from, other, Assignment.Came.ESCALATED, null);
          asked++;
        }
      }
    }
    return asked;
  }

  private void requireRoom(Stage stage) {
    if (stage.assignments().size() >= MAX_ASSIGNMENTS) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Stage "
              + stage.name()
              + " of approval "
              + approval.id()
              + " would have more than "
              + MAX_ASSIGNMENTS
              + " assignments.");
    }
  }

  private ProblemException refused(Assignment from, String to, String why) {
    return new ProblemException(
        ProblemType.INVALID_STATE,
        "The assignment of "
            + from.approver()
            + " in approval "
            + approval.id()
            + " cannot be handed on to "
            + to
            + ", "
            + why
            + ".");
  }
}
