package dev.assent.workflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Fills in steps of type approval, with everything that they may have. */
final class RandomApproval {
  private final SplittableRandom random;
  private final Supplier<ObjectNode> approvers;
  private final Supplier<String> condition;

  RandomApproval(
      SplittableRandom random, Supplier<ObjectNode> approvers, Supplier<String> condition) {
    this.random = random;
    this.approvers = approvers;
    this.condition = condition;
  }

  void fill(ObjectNode step) {
    if (random.nextInt(8) == 0) {
      step.put("routing", "spending");
      if (random.nextInt(3) == 0) {
        step.put("expires", "P30D");
      }
    } else if (random.nextInt(3) == 0) {
      stages(step.putArray("stages"));
      if (random.nextInt(3) == 0) {
        step.put("expires", "P30D");
      }
    } else {
      stage(step);
      if (random.nextInt(6) == 0) {
        step.put("timeout", "PT72H");
        step.putObject("onTimeout").putObject("escalateTo").putArray("roles").add("boss");
      }
    }
    if (random.nextInt(3) == 0) {
      ObjectNode subject = step.putObject("subject");
      subject.put("title", "'Please decide'").put("description", "'It is about n'");
      subject.putObject("data").put("n", "input.n").put("fixed", 1);
    }
    switch (random.nextInt(5)) {
      case 0 -> step.put("risk", "HIGH").put("category", "finance");
      case 1 -> {
        if (!step.has("routing")) {
          step.put("onResubmit", random.nextBoolean() ? "ask_again" : "keep_decided");
        }
      }
      case 2 -> step.put("priority", "URGENT").put("description", "About n.");
      default -> {}
    }
  }

  private void stages(ArrayNode stages) {
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      ObjectNode stage = stages.addObject();
      if (random.nextBoolean()) {
        stage.put("name", "part-" + i);
      }
      if (i > 0 && random.nextInt(3) == 0) {
        stage.put("parallel", true);
      }
      if (random.nextInt(3) == 0) {
        stage.put("when", condition.get());
      }
      stage(stage);
      if (i > 0 && random.nextInt(3) == 0 && stages.path(i - 1).has("name")) {
        ((ObjectNode) stage.path("approvers")).putArray("distinctFrom").add("part-" + (i - 1));
      }
    }
  }

  private void stage(ObjectNode stage) {
    ObjectNode asked = approvers.get();
    stage.set("approvers", asked);
    lookUp(asked);
    policy(stage);
    switch (random.nextInt(6)) {
      case 0 -> stage.put("rationale", "unless_approved").put("due", "P1D");
      case 1 -> stage.put("expires", "P7D").put("onExpiry", "extend").put("extensions", 2);
      case 2 -> stage.put("expires", "P7D").put("onExpiry", "approve");
      case 3 ->
          stage.putObject("remind").put("after", "P1D").put("every", "PT12H").put("atMost", 3);
      case 4 -> {
        ObjectNode level = stage.putArray("escalations").addObject().put("after", "P2D");
        level.putObject("to").putArray("users").add("'u2'");
      }
      default -> {}
    }
  }

  private void lookUp(ObjectNode asked) {
    switch (random.nextInt(8)) {
      case 0 -> {
        asked.put("manager", true);
        if (random.nextBoolean()) {
          asked.put("managerLevel", 2);
        }
      }
      case 1 -> asked.putArray("capabilities").add("law").add("tax");
      case 2 -> {
        asked.putArray("capabilities").add("law");
        asked.put("select", "least_loaded").put("count", 2);
      }
      case 3 -> {
        if (asked.has("roles")) {
          asked.put("select", random.nextBoolean() ? "best_suited" : "first_available");
        }
      }
      default -> {}
    }
  }

  private void policy(ObjectNode stage) {
    switch (random.nextInt(6)) {
      case 0 ->
          stage.put(
              "policy", List.of("any", "all", "majority", "unanimous").get(random.nextInt(4)));
      case 1 -> stage.putObject("policy").put("type", "quorum").put("required", 1);
      case 2 -> {
        stage.putObject("policy").put("type", "weighted").put("threshold", 1.5);
        stage.putObject("weights").put("r", 2).put("u1", 1.5);
      }
      case 3 -> stage.putObject("policy").put("type", "majority").put("tie", "approve");
      default -> {}
    }
  }
}
