package dev.assent.workflow.diagram;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.expression.Expression;
import dev.assent.workflow.ApprovalStage;
import dev.assent.workflow.Node;
import dev.assent.workflow.Node.StepNode;
import dev.assent.workflow.StepType;
import dev.assent.workflow.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is written at a step: who does it, when, how often. */
final class Captions {
  private Captions() {}

  static List<String> of(StepNode step) {
    List<String> lines = new ArrayList<>();
    String what = what(step);
    if (!what.isBlank()) {
      lines.add(what);
    }
    if (step.when() != null) {
      lines.add("only if " + step.when().source());
    }
    return lines;
  }

  private static String what(StepNode step) {
    if (step instanceof Node.Task task) {
      return joined(Stream.concat(source(task.assignee()), task.roles().stream()));
    }
    if (step instanceof Node.Approval approval) {
      return approval.routing() == null
          ? approvers(approval.stages())
          : "routed by " + approval.routing();
    }
    if (step instanceof Node.Consensus consensus) {
      return "vote of "
          + joined(consensus.ballot().participants().stream().map(v -> v.users().source()));
    }
    if (step instanceof Node.Wait wait) {
      return wait.signal() != null
          ? "for the signal " + wait.signal()
          : wait.durationOf() != null
              ? "for " + wait.durationOf().source()
              : "until " + joined(source(wait.until()));
    }
    if (step instanceof Node.ForEach each) {
      return "for each of "
          + each.items().source()
          + (each.parallel() > 1 ? ", " + each.parallel() + " at a time" : "");
    }
    if (step instanceof Node.Loop loop) {
      return turns(loop) + "≤ " + loop.atMost();
    }
    return step instanceof Node.Work work ? target(work) : "";
  }

  /** Stage by stage; those that begin together are joined by "and". */
  private static String approvers(List<ApprovalStage> stages) {
    StringBuilder text = new StringBuilder();
    for (ApprovalStage stage : stages) {
      text.append(text.isEmpty() ? "" : stage.parallel() ? " and " : ", then ");
      text.append(stage.share()).append(joined(approvers(stage)));
    }
    return text.toString();
  }

  private static Stream<String> approvers(ApprovalStage stage) {
    Stream<String> named =
        Stream.concat(stage.rolesAsked().stream(), stage.users().stream().map(Expression::source));
    return stage.lookUp() == null ? named : Stream.concat(named, found(stage, stage.lookUp()));
  }

  private static Stream<String> found(ApprovalStage stage, ApprovalStage.LookUp lookUp) {
    int level = lookUp.managerLevel();
    Stream<String> manager =
        level == 0
            ? Stream.of()
            : Stream.of(level == 1 ? "the manager" : "the manager " + level + " levels up");
    Stream<String> capable = lookUp.capabilities().stream().map(c -> "capability " + c);
    if (!lookUp.selects()) {
      return Stream.concat(manager, capable);
    }
    String best = lookUp.select().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    String among = joined(Stream.concat(stage.roles().stream(), capable));
    String many = lookUp.count() == 1 ? "" : lookUp.count() + " ";
    return Stream.concat(manager, Stream.of("the " + many + best + " of " + among));
  }

  private static String turns(Node.Loop loop) {
    return loop.whileTrue() != null
        ? "while " + loop.whileTrue().source() + ", "
        : loop.untilTrue() != null
            ? "until " + loop.untilTrue().source() + ", "
            : loop.times() != null ? loop.times().source() + " times, " : "";
  }

  /** By its name only: an address may hold what not everybody should read. */
  private static String target(Node.Work work) {
    String kind = work.type().name().toLowerCase(Locale.ROOT);
    if (work.request() instanceof Template.Fields request) {
      for (String field : List.of("bean", "agent", "capability", "workflow")) {
        String name = constant(request.fields(), field);
        if (name != null) {
          return work.type() == StepType.AGENT ? name : kind + " " + name;
        }
      }
      return request.fields().containsKey("http") ? "HTTP " + kind : kind;
    }
    return kind;
  }

  private static @Nullable String constant(Map<String, Template> fields, String field) {
    if (fields.get(field) instanceof Template.Constant constant) {
      JsonNode value = constant.value();
      return value.isTextual() ? value.textValue() : null;
    }
    return null;
  }

  /** The label of a jump: what makes it happen, and its bound. */
  static String jump(String why, int atMost) {
    String bound = atMost > 0 ? "≤ " + atMost : "";
    return why.isEmpty() || bound.isEmpty() ? why + bound : why + ", " + bound;
  }

  /** {@code 72 h} rather than PT72H. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds == 0 || !duration.equals(Duration.ofSeconds(seconds))) {
      return duration.toString();
    }
    return seconds % 86_400 == 0
        ? seconds / 86_400 + " d"
        : seconds % 3_600 == 0
            ? seconds / 3_600 + " h"
            : seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }

  private static Stream<String> source(@Nullable Expression expression) {
    return expression == null ? Stream.of() : Stream.of(expression.source());
  }

  private static String joined(Stream<String> names) {
    return names.collect(Collectors.joining(", "));
  }
}
