package dev.assent.workflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes valid documents with nested decisions, branches and gotos, and with conditions on the input
 * and on what earlier steps have made.
 */
public final class RandomDocument {
  private static final int MOST_JUMPS = 1_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** A goto to be filled in when all steps are there. */
  private record Open(ObjectNode node, String branch) {}

  private record Placed(String id, String branch) {}

  private final SplittableRandom random;
  private final List<Open> gotos = new ArrayList<>();
  private final List<Placed> steps = new ArrayList<>();
  private final List<String> actors = new ArrayList<>();
  private final int mostJumps;

  RandomDocument(SplittableRandom random) {
    this(random, MOST_JUMPS);
  }

  /**
   * @param mostJumps the highest bound of a goto
   */
  public RandomDocument(SplittableRandom random, int mostJumps) {
    this.random = random;
    this.mostJumps = mostJumps;
  }

  public String text() {
    ObjectNode document = JSON.objectNode().put("id", "random").put("name", "Random");
    document.set("steps", steps(0, "/"));
    for (Open open : gotos) {
      List<Placed> allowed =
          steps.stream().filter(step -> open.branch().startsWith(step.branch())).toList();
      open.node().put("goto", allowed.get(random.nextInt(allowed.size())).id());
      if (mostJumps < MOST_JUMPS || random.nextBoolean()) {
        open.node().put("atMost", 1 + random.nextInt(mostJumps));
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
      step.put("when", condition());
    }
    int kind = random.nextInt(depth < 5 ? 4 : 2);
    switch (kind) {
      case 0 -> {
        step.put("type", "task").put("assignee", "'x'");
        actors.add(id);
      }
      case 1 -> {
        step.put("type", "approval").set("approvers", approvers());
        actors.add(id);
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

  private String condition() {
    String step = "steps." + steps.get(random.nextInt(steps.size())).id();
    int number = random.nextInt(4);
    return switch (random.nextInt(12)) {
      case 0, 1 -> step + ".visits > " + number;
      case 2, 3 -> step + ".status == 'COMPLETED'";
      case 4 -> step + ".decision != 'REJECTED'";
      case 5, 6, 7 -> "has(" + step + ".output.n) && " + step + ".output.n > " + number;
      default -> "input.n > " + random.nextInt(10);
    };
  }

  private ObjectNode approvers() {
    ObjectNode approvers = JSON.objectNode();
    if (random.nextInt(4) == 0) {
      approvers.putArray("users").add("'u1'").add("input.boss");
      approvers.put("notRequester", random.nextBoolean());
    } else {
      approvers.putArray("roles").add("r");
    }
    if (!actors.isEmpty() && random.nextInt(4) == 0) {
      approvers.putArray("distinctFrom").add(actors.get(random.nextInt(actors.size())));
    }
    return approvers;
  }

  private void decision(ObjectNode step, int depth, String branch) {
    ArrayNode cases = step.putArray("cases");
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      cases.add(
          way(depth, branch).put("when", random.nextBoolean() ? "input.n == " + i : condition()));
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
