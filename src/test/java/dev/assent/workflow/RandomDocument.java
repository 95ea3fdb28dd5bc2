package dev.assent.workflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes valid documents with nested decisions, branches and gotos. */
final class RandomDocument {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** A goto to be filled in when all steps are there. */
  private record Open(ObjectNode node, String branch) {}

  private record Placed(String id, String branch) {}

  private final SplittableRandom random;
  private final List<Open> gotos = new ArrayList<>();
  private final List<Placed> steps = new ArrayList<>();

  RandomDocument(SplittableRandom random) {
    this.random = random;
  }

  String text() {
    ObjectNode document = JSON.objectNode().put("id", "random").put("name", "Random");
    document.set("steps", steps(0, "/"));
    for (Open open : gotos) {
      List<Placed> allowed =
          steps.stream().filter(step -> open.branch().startsWith(step.branch())).toList();
      open.node().put("goto", allowed.get(random.nextInt(allowed.size())).id());
      if (random.nextBoolean()) {
        open.node().put("atMost", 1 + random.nextInt(1_000));
      }
    }
    return document.toString();
  }

  private ArrayNode steps(int depth, String branch) {
    ArrayNode list = JSON.arrayNode();
    int count = 1 + random.nextInt(depth == 0 ? 6 : 3);
    for (int i = 0; i < count; i++) {
      list.add(step(depth, branch));
    }
    return list;
  }

  private ObjectNode step(int depth, String branch) {
    String id = "s" + steps.size();
    steps.add(new Placed(id, branch));
    ObjectNode step = JSON.objectNode().put("id", id);
    if (random.nextInt(4) == 0) {
      step.put("when", "input.n > " + random.nextInt(10));
    }
    int kind = random.nextInt(depth < 5 ? 4 : 2);
    switch (kind) {
      case 0 -> step.put("type", "task").put("assignee", "'x'");
      case 1 -> {
        step.put("type", "approval")
            .set("approvers", JSON.objectNode().set("roles", JSON.arrayNode().add("r")));
        if (random.nextBoolean()) {
          step.set("onReject", jump(branch));
        }
      }
      case 2 -> decision(step.put("type", "decision"), depth, branch);
      default -> {
        ArrayNode branches = step.put("type", "parallel").putArray("branches");
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
          branches.addObject().set("steps", steps(depth + 1, branch + id + "." + i + "/"));
        }
      }
    }
    return step;
  }

  private void decision(ObjectNode step, int depth, String branch) {
    ArrayNode cases = step.putArray("cases");
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      cases.add(way(depth, branch).put("when", "input.n == " + i));
    }
    if (random.nextBoolean()) {
      step.set("default", way(depth, branch));
    }
  }

  private ObjectNode way(int depth, String branch) {
    return switch (random.nextInt(3)) {
      case 0 -> jump(branch);
      case 1 -> JSON.objectNode().put("end", random.nextBoolean() ? "completed" : "rejected");
      default -> JSON.objectNode().set("steps", steps(depth + 1, branch));
    };
  }

  private ObjectNode jump(String branch) {
    ObjectNode node = JSON.objectNode();
    gotos.add(new Open(node, branch));
    return node;
  }
}
