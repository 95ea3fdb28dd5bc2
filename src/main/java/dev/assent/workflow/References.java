package dev.assent.workflow;

import dev.assent.workflow.Definition.ApprovalStep;
import dev.assent.workflow.Definition.ConsensusStep;
import dev.assent.workflow.Definition.DecisionStep;
import dev.assent.workflow.Definition.ForEachStep;
import dev.assent.workflow.Definition.GoTo;
import dev.assent.workflow.Definition.Limit;
import dev.assent.workflow.Definition.LoopStep;
import dev.assent.workflow.Definition.ParallelStep;
import dev.assent.workflow.Definition.Reference;
import dev.assent.workflow.Definition.Step;
import dev.assent.workflow.Definition.TaskStep;
import dev.assent.workflow.Definition.Through;
import dev.assent.workflow.Definition.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks that steps mention only steps that exist and that they may mention. */
final class References {
  private final Set<String> declared;
  private final Findings findings;
  private final Map<String, Step> steps = new LinkedHashMap<>();
  private final Map<String, Integer> regions = new HashMap<>();
  private final List<Region> tree = new ArrayList<>(List.of(new Region(-1, "")));

  /** A branch, or the body of the step {@code owner}. */
  private record Region(int parent, String owner) {}

  private References(Set<String> declared, Findings findings) {
    this.declared = declared;
    this.findings = findings;
  }

  /**
   * @param declared every id in the document, also those of steps that could not be read
   */
  static void check(Definition definition, Set<String> declared, Findings findings) {
    References references = new References(declared, findings);
    references.collect(definition.steps(), 0);
    references.steps.values().forEach(references::check);
  }

  private void collect(List<Step> list, int region) {
    for (Step step : list) {
      steps.putIfAbsent(step.id(), step);
      regions.putIfAbsent(step.id(), region);
      if (step instanceof DecisionStep decision) {
        for (Way way : ways(decision)) {
          if (way instanceof Through through) {
            collect(through.steps(), region);
          }
        }
      } else if (step instanceof ParallelStep parallel) {
        for (List<Step> branch : parallel.branches()) {
          collect(branch, region(region, ""));
        }
      } else if (step instanceof ForEachStep forEach) {
        collect(forEach.steps(), region(region, step.id()));
      } else if (step instanceof LoopStep loop) {
        collect(loop.steps(), region(region, step.id()));
      }
    }
  }

  private int region(int parent, String owner) {
    tree.add(new Region(parent, owner));
    return tree.size() - 1;
  }

  private void check(Step step) {
    Limit limit = step.common().limit();
    if (limit != null && limit.onTimeout() != null) {
      target(step, limit.onTimeout());
    }
    if (step instanceof ApprovalStep approval) {
      if (approval.onReject() != null) {
        target(step, approval.onReject());
      }
      approval.stages().forEach(stage -> distinct(step, stage));
    } else if (step instanceof ConsensusStep consensus) {
      if (consensus.onReject() != null) {
        target(step, consensus.onReject());
      }
      if (consensus.onNoConsensus() != null) {
        target(step, consensus.onNoConsensus());
      }
    } else if (step instanceof DecisionStep decision) {
      for (Way way : ways(decision)) {
        if (way instanceof GoTo jump) {
          target(step, jump);
        }
      }
    }
  }

  static List<Way> ways(DecisionStep decision) {
    List<Way> ways = new ArrayList<>();
    decision.cases().forEach(one -> ways.add(one.way()));
    Way otherwise = decision.otherwise();
    if (otherwise != null) {
      ways.add(otherwise);
    }
    return ways;
  }

  private boolean exists(Reference reference) {
    if (declared.contains(reference.id())) {
      return true;
    }
    findings.error(
        reference.place(),
        "there is no step '" + reference.id() + "'" + Spelling.hint(reference.id(), declared));
    return false;
  }

  private void target(Step step, GoTo jump) {
    if (!exists(jump.target())) {
      return;
    }
    Integer to = regions.get(jump.target().id());
    Integer from = regions.get(step.id());
    if (to != null && from != null && !encloses(to, from)) {
      String owner = outermostUnshared(to, from).owner();
      findings.error(
          jump.target().place(),
          "the step '"
              + jump.target().id()
              + "' stands in "
              + (owner.isEmpty() ? "a parallel branch" : "the body of '" + owner + "'")
              + " that '"
              + step.id()
              + "' is not in; a goto may lead within its own "
              + (owner.isEmpty() ? "branch" : "body")
              + " or out of it, never into one");
    }
  }

  private Region outermostUnshared(int to, int from) {
    Region found = tree.get(to);
    for (int region = to; !encloses(region, from); region = tree.get(region).parent()) {
      found = tree.get(region);
    }
    return found;
  }

  private boolean encloses(int outer, int inner) {
    for (int region = inner; region >= 0; region = tree.get(region).parent()) {
      if (region == outer) {
        return true;
      }
    }
    return false;
  }

  private void distinct(Step step, WrittenStage stage) {
    stage.distinctFrom().forEach(reference -> distinct(step, reference));
    for (Reference reference : stage.distinctFromStages()) {
      if (declared.contains(reference.id())) {
        findings.error(
            reference.place(),
            "'"
                + reference.id()
                + "' is a stage of this step and a step of the workflow as well; give the stage"
                + " another name");
      }
    }
  }

  private void distinct(Step step, Reference reference) {
    if (!exists(reference)) {
      return;
    }
    if (reference.id().equals(step.id())) {
      findings.error(reference.place(), "the step '" + step.id() + "' names itself");
      return;
    }
    Step other = find(reference.id());
    if (other != null && !(other instanceof ApprovalStep) && !(other instanceof TaskStep)) {
      findings.error(
          reference.place(),
          (other instanceof ConsensusStep ? "who votes in the step '" : "nobody acts in the step '")
              + reference.id()
              + (other instanceof ConsensusStep ? "' is not held apart" : "'")
              + "; 'distinctFrom' takes steps of type task or approval");
    }
  }

  private @Nullable Step find(String id) {
    return steps.get(id);
  }
}
