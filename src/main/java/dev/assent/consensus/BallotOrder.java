package dev.assent.consensus;

import java.util.List;

/** A ballot that somebody wants, checked. */
public record BallotOrder(
    Ballot.Question question, BallotRules rules, List<Participant> participants) {

  public BallotOrder {
    participants = List.copyOf(participants);
  }
}
