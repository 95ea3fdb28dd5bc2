package dev.assent.workflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.consensus.VotingMethod;
import java.util.Locale;
import java.util.SplittableRandom;

/** Makes what steps of type consensus put to the vote. */
final class RandomBallot {
  private final SplittableRandom random;

  RandomBallot(SplittableRandom random) {
    this.random = random;
  }

  void fill(ObjectNode step) {
    VotingMethod method = VotingMethod.values()[random.nextInt(VotingMethod.values().length)];
    step.put("method", method.name().toLowerCase(Locale.ROOT));
    if (random.nextInt(3) == 0) {
      // with some inputs there is nothing that could be voted for
      step.put("options", "input.list.map(one, string(one))");
    } else {
      ArrayNode options = step.putArray("options");
      options.addObject().put("id", "yes").put("meaning", "approve");
      options.addObject().put("id", "no").put("label", "No.").put("meaning", "reject");
      if (random.nextBoolean()) {
        options.add("'later'");
      }
    }
    participants(step, method);
    if (method == VotingMethod.MULTI_CRITERIA) {
      step.putArray("criteria")
          .addObject()
          .put("name", "price")
          .put("weight", 1 + random.nextInt(3));
    } else if (method != VotingMethod.RANKED && random.nextBoolean()) {
      step.putObject("threshold").put(random.nextBoolean() ? "moreThan" : "atLeast", 0.5);
    }
    if (random.nextInt(3) == 0) {
      step.putObject("quorum").put("participants", 1 + random.nextInt(3));
    }
    if (random.nextInt(3) == 0) {
      step.put("rounds", 2 + random.nextInt(3)).put("dropLast", random.nextBoolean());
    }
    if (random.nextInt(3) == 0) {
      step.put("deadline", "P3D").put("secret", random.nextBoolean());
    }
    if (random.nextInt(3) == 0) {
      step.put("closeEarly", random.nextBoolean());
      step.putObject("subject").put("title", "'May ' + instance.startedBy + '?'");
    }
  }

  private void participants(ObjectNode step, VotingMethod method) {
    if (random.nextInt(3) == 0) {
      step.put("participants", "['u1', 'u2', input.boss]");
      return;
    }
    ArrayNode participants = step.putArray("participants");
    participants.add("'u1'");
    ObjectNode boss = participants.addObject().put("user", "['v', input.boss + '-boss']");
    if (method != VotingMethod.SIMPLE && random.nextBoolean()) {
      if (random.nextBoolean()) {
        boss.put("weight", 1.5);
      } else {
        boss.put("weight", "input.n");
      }
    }
  }
}
