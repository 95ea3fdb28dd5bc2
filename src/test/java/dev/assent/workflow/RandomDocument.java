package dev.assent.workflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Makes valid documents with nested decisions, branches and gotos, and with conditions on the input
 * and on what earlier steps have made.
 */
public final class RandomDocument {
  private static final int MOST_JUMPS = 1_000;

  private static final Set<StepType> PEOPLE =
      EnumSet.of(StepType.TASK, StepType.APPROVAL, StepType.DECISION, StepType.PARALLEL);
  private static final Set<StepType> BLOCKS =
      EnumSet.of(StepType.DECISION, StepType.PARALLEL, StepType.FOR_EACH, StepType.LOOP);

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** A goto to be filled in when all steps are there. */
  private record Open(ObjectNode node, String branch) {}

  private record Placed(String id, String branch) {}

  private final SplittableRandom random;
  private final List<Open> gotos = new ArrayList<>();
  private final List<Placed> steps = new ArrayList<>();
  private final List<String> actors = new ArrayList<>();
  private final int mostJumps;
  private final List<StepType> types;
  private final List<StepType> flat;

  RandomDocument(SplittableRandom random) {
    this(random, MOST_JUMPS, EnumSet.allOf(StepType.class));
  }

  /**
   * @param mostJumps the highest bound of a goto
   */
  public RandomDocument(SplittableRandom random, int mostJumps) {
    this(random, mostJumps, PEOPLE);
  }

  /**
   * @param mostJumps the highest bound of a goto
   * @param types those that steps may have; there is a task or an approval among them
   */
  public RandomDocument(SplittableRandom random, int mostJumps, Set<StepType> types) {
    this.random = random;
    this.mostJumps = mostJumps;
    this.types = List.copyOf(EnumSet.copyOf(types));
    this.flat = this.types.stream().filter(type -> !BLOCKS.contains(type)).toList();
  }

  public String text() {
    ObjectNode document = JSON.objectNode().put("id", "random").put("name", "Random");
    if (types.size() > PEOPLE.size()) {
      document.putObject("variables").put("v0", "0").put("v1", "'a'");
      document.putObject("result").put("v", "vars.v0").put("fixed", 1);
    }
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
    List<StepType> allowed = depth < 5 ? types : flat;
    StepType type = allowed.get(random.nextInt(allowed.size()));
    step.put("type", type.inDocument());
    switch (type) {
      case TASK -> {
        step.put("assignee", "'x'");
        actors.add(id);
      }
      case APPROVAL -> {
        if (types.size() > PEOPLE.size()) {
          new RandomApproval(random, this::approvers, this::condition).fill(step);
        } else {
          step.set("approvers", approvers());
        }
        actors.add(id);
        if (random.nextBoolean()) {
          step.set("onReject", jump(branch));
        }
      }
      case CONSENSUS -> {
        new RandomBallot(random).fill(step);
        if (random.nextBoolean()) {
          step.set("onNoConsensus", jump(branch));
        }
        if (random.nextBoolean()) {
          step.set("onReject", jump(branch));
        }
      }
      case DECISION -> decision(step, depth, branch);
      case PARALLEL -> parallel(step, depth, branch);
      case FOR_EACH -> {
        step.put("items", random.nextBoolean() ? "[1, 2, 3]" : "input.list");
        step.put("parallel", 1 + random.nextInt(3));
        step.set("steps", steps(depth + 1, branch + id + ".0/"));
        if (random.nextBoolean()) {
          step.put("result", "[item, index]");
        }
      }
      case LOOP -> loop(step, depth, branch);
      case WAIT -> waits(step);
      case CALL, AGENT, NOTIFY, SUBWORKFLOW -> RandomWork.fill(step, type, random);
    }
    if (types.size() > PEOPLE.size()) {
      extras(step, type, branch);
    }
    return step;
  }

  /** What any step may have, now and then. */
  private void extras(ObjectNode step, StepType type, String branch) {
    switch (random.nextInt(8)) {
      case 0 -> step.put("required", random.nextBoolean());
      case 1 -> step.put("onFailure", random.nextBoolean() ? "fail" : "continue");
      case 2 -> step.putObject("set").put("v" + random.nextInt(3), "output");
      default -> {}
    }
    boolean limited = !BLOCKS.contains(type) && (type != StepType.WAIT || step.has("signal"));
    if (limited && !step.has("timeout") && random.nextInt(6) == 0) {
      step.put("timeout", "PT" + (1 + random.nextInt(100)) + "M");
      if (random.nextBoolean()) {
        step.set("onTimeout", jump(branch));
      }
    }
    if (!BLOCKS.contains(type) && type != StepType.WAIT && random.nextInt(6) == 0) {
      step.set("compensate", RandomWork.compensation(random));
    }
  }

  private void parallel(ObjectNode step, int depth, String branch) {
    ArrayNode branches = step.putArray("branches");
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      String inner = branch + step.path("id").textValue() + "." + i + "/";
      branches.addObject().set("steps", steps(depth + 1, inner));
    }
    if (types.size() > PEOPLE.size()) {
      switch (random.nextInt(4)) {
        case 0 -> step.put("join", "any");
        case 1 -> step.put("join", 1 + random.nextInt(count));
        default -> {}
      }
    }
  }

  private void loop(ObjectNode step, int depth, String branch) {
    switch (random.nextInt(3)) {
      case 0 -> step.put("while", condition());
      case 1 -> step.put("until", condition());
      default -> step.put("times", Integer.toString(random.nextInt(5)));
    }
    step.put("atMost", 1 + random.nextInt(5));
    step.put("atLimit", random.nextBoolean() ? "fail" : "continue");
    step.set("steps", steps(depth + 1, branch + step.path("id").textValue() + ".0/"));
  }

  private void waits(ObjectNode step) {
    switch (random.nextInt(3)) {
      case 0 -> step.put("duration", random.nextBoolean() ? "PT1H" : "duration('90m')");
      case 1 -> step.put("until", "'2030-01-01T08:00:00Z'");
      default -> step.put("signal", "s" + random.nextInt(3));
    }
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
