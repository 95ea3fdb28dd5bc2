package dev.assent.consensus;

import java.util.List;

/**
 * A ballot that somebody wants, checked.
 *
 * @param participants each with a voice, those of roles by name
 * @param roles those whose members are among them
 */
public record BallotOrder(
    Ballot.Question question,
    BallotRules rules,
    List<Participant> participants,
    List<String> roles) {

  public BallotOrder {
    participants = List.copyOf(participants);
    roles = List.copyOf(roles);
  }

  /** One that names all its participants. */
  public BallotOrder(Ballot.Question question, BallotRules rules, List<Participant> participants) {
    this(question, rules, participants, List.of());
  }
}
