package dev.assent.instance;

import dev.assent.approval.ApprovalRequest;
import dev.assent.approval.ApprovalSubject;
import dev.assent.approval.Approver;
import dev.assent.approval.Deadline;
import dev.assent.approval.Escalation;
import dev.assent.approval.NewStage;
import dev.assent.approval.Priority;
import dev.assent.approval.RiskLevel;
import dev.assent.approval.Route;
import dev.assent.approval.StagePlan;
import dev.assent.approval.UnroutedRequest;
import dev.assent.workflow.ApprovalStage;
import dev.assent.workflow.Node;
import dev.assent.workflow.WorkflowGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a step asks for, as an approval request. */
final class StepApproval {
  private StepApproval() {}

  static ApprovalRequest of(
      WorkflowInstance instance, Effect.OpenApproval open, WorkflowGraph graph) {
    Node.Approval node = open.node();
    Node.Subject subject = node.subject();
    StartInstance.Entity entity = instance.identity().entity();
    return new ApprovalRequest(
        open.title() == null ? graph.name() + ": " + node.name() : open.title(),
        open.description(),
        new ApprovalSubject(entity.type(), entity.id(), open.data()),
        priority(node),
        subject.category(),
        subject.risk() == null ? null : RiskLevel.valueOf(subject.risk().name()),
        new Route(
            open.stages().stream().map(StepApproval::plan).toList(),
            Route.OnResubmit.valueOf(node.onResubmit().name()),
            node.expires(),
            null),
        null,
        List.of());
  }

  /** The same, before its approvers have been found. */
  static UnroutedRequest unrouted(
      WorkflowInstance instance, Effect.OpenApproval open, WorkflowGraph graph) {
    Map<String, NewStage.Approvers> lookUps = new LinkedHashMap<>();
    for (Effect.AskedStage asked : open.stages()) {
      ApprovalStage.LookUp lookUp = asked.stage().lookUp();
      if (asked.needed() && lookUp != null) {
        lookUps.put(asked.stage().name(), lookUp(asked.stage(), lookUp));
      }
    }
    return new UnroutedRequest(of(instance, open, graph), lookUps, open.node().routing());
  }

  private static NewStage.Approvers lookUp(ApprovalStage stage, ApprovalStage.LookUp lookUp) {
    return UnroutedRequest.lookUp(
        lookUp.managerLevel(),
        lookUp.selects() ? stage.roles() : List.of(),
        lookUp.capabilities(),
        lookUp.selects() ? NewStage.Select.valueOf(lookUp.select().name()) : null,
        lookUp.selects() ? lookUp.count() : null);
  }

  private static StagePlan plan(Effect.AskedStage asked) {
    ApprovalStage stage = asked.stage();
    return new StagePlan(
        stage.name(),
        stage.parallel(),
        approvers(asked.users(), stage.rolesAsked()),
        stage.policy(),
        stage.weights(),
        asked.excluded(),
        stage.distinctFromStages(),
        StagePlan.Rationale.valueOf(stage.rationale().name()),
        deadline(asked),
        asked.needed() || stage.when() == null
            ? null
            : "the condition '" + stage.when().source() + "' is false");
  }

  private static Deadline deadline(Effect.AskedStage asked) {
    ApprovalStage.Times times = asked.stage().times();
    List<Escalation> escalations = new ArrayList<>();
    for (int i = 0; i < asked.escalatedTo().size(); i++) {
      ApprovalStage.Level level = asked.stage().escalations().get(i);
      escalations.add(
          new Escalation(level.after(), approvers(asked.escalatedTo().get(i), level.roles())));
    }
    return new Deadline(
        times.due(),
        times.remindAfter(),
        times.remindEvery(),
        times.reminders(),
        escalations,
        times.expires(),
        Deadline.OnExpiry.valueOf(times.onExpiry().name()),
        times.extensions());
  }

  private static List<Approver> approvers(List<String> users, List<String> roles) {
    List<Approver> approvers = new ArrayList<>();
    users.forEach(user -> approvers.add(Approver.user(user)));
    roles.forEach(role -> approvers.add(Approver.role(role)));
    return approvers;
  }

  private static Priority priority(Node.Approval node) {
    return switch (node.priority()) {
      case 0 -> Priority.LOW;
      case 2 -> Priority.HIGH;
      case 3 -> Priority.URGENT;
      default -> Priority.NORMAL;
    };
  }
}
