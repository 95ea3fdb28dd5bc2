package dev.assent.consensus;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.journal.HistoryItem;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a ballot.
 *
 * @param position 1, 2, 3… within the ballot's history
 * @param actor absent where it would tell who has voted in a secret ballot, as somebody's vote may
 *     be what ends a round
 */
public record BallotEventView(
    long position,
    Instant at,
    @Nullable String actor,
    String event,
    @Nullable String from,
    @Nullable String to,
    @Nullable JsonNode data) {
  private static final Set<String> MAY_BE_A_VOTERS =
      Set.of(BallotService.VOTED, BallotService.ROUND_ENDED, BallotService.CLOSED);

  static BallotEventView of(HistoryItem item, boolean secret) {
    boolean hidden =
        secret
            && MAY_BE_A_VOTERS.contains(item.event())
            && !BallotService.SYSTEM.equals(item.actor());
    return new BallotEventView(
        item.position(),
        item.at(),
        hidden ? null : item.actor(),
        item.event(),
        item.from(),
        item.to(),
        item.data());
  }
}
