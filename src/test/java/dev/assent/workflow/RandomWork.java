package dev.assent.workflow;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SplittableRandom;

/** Makes what steps of types whose work a job does ask for. */
final class RandomWork {
  private static final List<StepType> TYPES = WorkReader.TYPES;

  private RandomWork() {}

  static ObjectNode compensation(SplittableRandom random) {
    ObjectNode work = JsonNodeFactory.instance.objectNode();
    StepType type = TYPES.get(random.nextInt(TYPES.size()));
    fill(work.put("type", type.inDocument()), type, random);
    return work;
  }

  static void fill(ObjectNode step, StepType type, SplittableRandom random) {
    switch (type) {
      case CALL -> {
        if (random.nextBoolean()) {
          step.put("bean", "shop.Payment").putObject("input").put("n", "vars.v0").put("one", 1);
        } else {
          ObjectNode http = step.putObject("http").put("url", "'https://example.com'");
          http.putObject("headers").put("X-Id", "instance.id");
          http.putObject("body").putArray("list").add("input.n").add(2).addNull();
        }
      }
      case AGENT ->
          step.put(random.nextBoolean() ? "agent" : "capability", "a").put("prompt", "Do it.");
      case NOTIFY -> {
        step.put("message", "'done'");
        step.putObject("to").putArray("roles").add("r");
      }
      case SUBWORKFLOW -> step.put("workflow", "other").putObject("input").put("n", "input.n");
      default -> throw new IllegalArgumentException(type + " is no work of a job");
    }
    if (type != StepType.SUBWORKFLOW && random.nextInt(3) == 0) {
      step.putObject("retry").put("attempts", 1 + random.nextInt(9)).put("backoff", "PT1S");
    }
    if (type == StepType.CALL && random.nextInt(3) == 0) {
      step.putObject("cache").put("key", "string(input.n)").put("timeToLive", "PT1H");
    }
  }
}
