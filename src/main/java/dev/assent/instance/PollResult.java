package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.consensus.Ballot;
import dev.assent.consensus.BallotOption;
import dev.assent.consensus.BallotState;
import dev.assent.consensus.RoundResult;
import dev.assent.platform.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * How the ballot of a step has ended: the message to the instance, and the step's output. Nothing
 * in it says who has voted what.
 */
record PollResult(ObjectNode output) {

  /** Of a ballot that is over. */
  static PollResult of(Ballot ballot) {
    ObjectNode output = Json.mapper().createObjectNode();
    output.put("ballotId", ballot.id().toString());
    output.put("status", ballot.state().name());
    if (ballot.decision() != null) {
      output.put("decision", ballot.decision());
      for (BallotOption option : ballot.rules().terms().options()) {
        if (option.id().equals(ballot.decision())) {
          describe(output, option);
        }
      }
    }
    if (!ballot.results().isEmpty()) {
      RoundResult last = ballot.results().get(ballot.results().size() - 1);
      output.put("rounds", last.round());
      output.put("explanation", last.standing().explanation());
      output.put("voted", last.standing().voted());
      output.put("abstentions", last.standing().abstentions());
      output.put("quorumReached", last.standing().quorumReached());
      output.set("options", Json.mapper().valueToTree(last.standing().options()));
    }
    return new PollResult(output);
  }

  /** As it was told. */
  static PollResult told(JsonNode payload) {
    return new PollResult((ObjectNode) payload);
  }

  private static void describe(ObjectNode output, BallotOption option) {
    if (option.label() != null) {
      output.put("label", option.label());
    }
    if (option.meaning() != null) {
      output.put("meaning", option.meaning().name());
    }
  }

  private boolean is(BallotState state) {
    return output.path("status").asText().equals(state.name());
  }

  /** The option that has won. */
  @Nullable String decision() {
    return output.path("decision").asText(null);
  }

  boolean isCancelled() {
    return is(BallotState.CANCELLED);
  }

  /** Whether the option that has won means a rejection. */
  boolean isRejection() {
    return isRejection(output);
  }

  /** Whether in this output of a step an option has won that means a rejection. */
  static boolean isRejection(@Nullable JsonNode output) {
    return output != null
        && output.path("meaning").asText().equals(BallotOption.Meaning.REJECT.name());
  }

  /** Why nothing has won, in one sentence. */
  String reason() {
    String ballot = "ballot " + output.path("ballotId").asText();
    if (isCancelled()) {
      return ballot + " was cancelled";
    }
    return ballot
        + (is(BallotState.EXPIRED) ? " expired" : " ended without consensus")
        + (output.has("explanation") ? ": " + output.path("explanation").asText() : "");
  }
}
