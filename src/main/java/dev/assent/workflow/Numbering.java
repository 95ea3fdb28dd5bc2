package dev.assent.workflow;

import dev.assent.workflow.Definition.DecisionStep;
import dev.assent.workflow.Definition.Finish;
import dev.assent.workflow.Definition.ForEachStep;
import dev.assent.workflow.Definition.LoopStep;
import dev.assent.workflow.Definition.ParallelStep;
import dev.assent.workflow.Definition.Step;
import dev.assent.workflow.Definition.Through;
import dev.assent.workflow.Definition.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives nodes their indices, in the order of the text: a join stands behind its branches, a return
 * behind its body, the end behind the last step, and the compensations behind the end.
 */
final class Numbering {
  private final Map<String, Integer> entries = new HashMap<>();
  private final Map<String, Integer> closings = new HashMap<>();
  private final Map<String, Integer> compensations = new HashMap<>();
  private final IdentityHashMap<Way, Integer> ways = new IdentityHashMap<>();
  private final List<StepInfo> infos = new ArrayList<>();
  private final int end;

  private Numbering(List<Step> steps) {
    end = number(steps, 0);
  }

  static Numbering of(List<Step> steps) {
    return new Numbering(steps);
  }

  private int number(List<Step> steps, int first) {
    int index = first;
    for (Step step : steps) {
      entries.put(step.id(), index);
      infos.add(new StepInfo(step.id(), step.common().name(), step.type(), index));
      if (step.common().compensate() != null) {
        compensations.put(step.id(), compensations.size());
      }
      index = inner(step, index + 1);
    }
    return index;
  }

  private int inner(Step step, int first) {
    int index = first;
    if (step instanceof DecisionStep decision) {
      for (Way way : References.ways(decision)) {
        ways.put(way, index);
        if (way instanceof Through through) {
          index = number(through.steps(), index);
        } else if (way instanceof Finish) {
          index++;
        }
      }
    } else if (step instanceof ParallelStep parallel) {
      for (List<Step> branch : parallel.branches()) {
        index = number(branch, index);
      }
      closings.put(step.id(), index++);
    } else if (step instanceof ForEachStep forEach) {
      index = number(forEach.steps(), index);
      closings.put(step.id(), index++);
    } else if (step instanceof LoopStep loop) {
      index = number(loop.steps(), index);
      closings.put(step.id(), index++);
    }
    return index;
  }

  List<StepInfo> infos() {
    return infos;
  }

  /** Where the step begins. */
  int entry(String step) {
    return index(entries, step);
  }

  /** The join of a parallel step, the return of a body. */
  int closing(String step) {
    return index(closings, step);
  }

  /** The first node of a decision's way that has any. */
  int first(Way way) {
    return ways.getOrDefault(way, -1);
  }

  int end() {
    return end;
  }

  int compensation(String step) {
    return end + 1 + index(compensations, step);
  }

  int size() {
    return end + 1 + compensations.size();
  }

  private static int index(Map<String, Integer> indices, String id) {
    Integer index = indices.get(id);
    if (index == null) {
      throw new IllegalStateException("the step " + id + " has no node");
    }
    return index;
  }
}
