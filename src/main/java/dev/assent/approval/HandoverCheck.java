package dev.assent.approval;

import dev.assent.identity.Standing;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Whether a place of a request may leave one and come to another, as far as is certain now. */
final class HandoverCheck {
  private final Approval approval;

  HandoverCheck(Approval approval) {
    this.approval = approval;
  }

  /**
   * There must be somebody to fill the place.
   *
   * @throws ProblemException {@code INVALID_INPUT} with every one that is not found
   */
  void requireThere(List<Newcomer> newcomers) {
    List<FieldError> missing =
        newcomers.stream().map(Newcomer::missing).filter(Objects::nonNull).toList();
    if (!missing.isEmpty()) {
      throw new ProblemException(
              ProblemType.INVALID_INPUT,
              "Nobody would decide approval "
                  + approval.id()
                  + ": "
                  + missing.get(0).pointer()
                  + " "
                  + missing.get(0).detail()
                  + ".")
          .withErrors(missing);
    }
  }

  /**
   * None of them must be kept out of the stage.
   *
   * @throws ProblemException {@code SEPARATION_OF_DUTIES}
   */
  void requireMayDecide(Stage stage, List<Newcomer> newcomers) {
    for (Newcomer newcomer : newcomers) {
      if (newcomer.approver().type() == Approver.Type.USER) {
        String user = newcomer.approver().name();
        new Separation(approval, newcomer.standing())
            .barred(stage, user)
            .ifPresent(rule -> refuse(user, rule));
      }
    }
  }

  /**
   * Whoever gets the place must not be kept out of it, nor apart from somebody who holds another
   * one. Who decides a role's place is known when they claim or decide it; so it is looked at again
   * when this one is decided.
   *
   * @throws ProblemException {@code SEPARATION_OF_DUTIES}
   */
  void requireMayFill(Places.Place place, Newcomer newcomer) {
    String user = newcomer.approver().name();
    Standing standing = newcomer.standing();
    new Separation(approval, standing)
        .barred(place.stage(), place.assignment(), user)
        .ifPresent(rule -> refuse(user, rule));
    for (String other : claimants(place.assignment())) {
      standing
          .barred(user, other)
          .ifPresent(
              why ->
                  refuse(
                      user,
                      user
                          + " and "
                          + other
                          + ", who has claimed a place of it, are kept apart (separation pair): "
                          + why));
    }
  }

  /**
   * Whoever is kept apart from another approver of the request must decide themselves, or leave it:
   * of those who decide for them the pair would not be known.
   *
   * @param standing of whoever hands the place on
   * @throws ProblemException {@code SEPARATION_OF_DUTIES}
   */
  void requireUnpaired(Places.Place place, Standing standing) {
    String owner = place.principal() == null ? standing.user() : place.principal();
    Set<String> others = new LinkedHashSet<>(approval.participants());
    others.addAll(claimants(place.assignment()));
    for (Assignment a : approval.assignments()) {
      if (a.approver().type() == Approver.Type.USER) {
        others.add(a.approver().name());
      }
    }
    for (String other : others) {
      standing
          .barred(owner, other)
          .ifPresent(
              why -> {
                throw new ProblemException(
                    ProblemType.SEPARATION_OF_DUTIES,
                    owner
                        + " and "
                        + other
                        + " are kept apart (separation pair: "
                        + why
                        + "), and both are asked in approval "
                        + approval.id()
                        + "; a place of theirs cannot be handed on.");
              });
    }
  }

  /** Who has claimed other places than this one. */
  private Set<String> claimants(Assignment handedOn) {
    Set<String> claimants = new LinkedHashSet<>();
    for (Assignment a : approval.assignments()) {
      if (a.isPending() && a.claimedBy() != null && !a.seat().equals(handedOn.seat())) {
        claimants.add(a.claimedBy());
      }
    }
    return claimants;
  }

  private void refuse(String user, String rule) {
    throw new ProblemException(
        ProblemType.SEPARATION_OF_DUTIES,
        user + " must not decide approval " + approval.id() + ": " + rule + ".");
  }
}
