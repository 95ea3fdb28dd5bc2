package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.workflow.StepType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An instance as it is answered. */
public record InstanceView(
    UUID id,
    String workflow,
    int version,
    InstanceState status,
    @Nullable String businessKey,
    @Nullable String entityType,
    @Nullable String entityId,
    @Nullable String projectId,
    @Nullable String contextId,
    JsonNode input,
    List<ActiveStep> activeSteps,
    Map<String, StepView> steps,
    JsonNode variables,
    @Nullable JsonNode output,
    @Nullable FailureView failure,
    @Nullable InstanceState ending,
    int openIncidents,
    @Nullable UUID parentId,
    String startedBy,
    Instant startedAt,
    Instant updatedAt,
    @Nullable Instant endedAt,
    long revision) {

  /**
   * Where the instance waits.
   *
   * @param activationId of this activation of the step
   * @param approvalId the request to decide, at an approval step whose approvers have been found
   * @param ballotId the ballot to vote in, at a consensus step
   * @param index the turn of the forEach that it belongs to
   * @param incident why it cannot go on
   */
  public record ActiveStep(
      String id,
      StepType type,
      Instant since,
      @Nullable String assignee,
      UUID activationId,
      @Nullable UUID approvalId,
      @Nullable UUID ballotId,
      @Nullable Integer index,
      @Nullable String incident) {}

  /** What has become of a step that was reached. */
  public record StepView(
      StepState status,
      int visits,
      @Nullable JsonNode output,
      @Nullable String decision,
      @Nullable List<String> decidedBy,
      @Nullable String error) {}

  /** Why the instance could not go on. */
  public record FailureView(String step, String detail) {}

  static InstanceView of(WorkflowInstance instance) {
    WorkflowInstance.Identity identity = instance.identity();
    Execution execution = instance.execution();
    Map<String, StepView> steps = new TreeMap<>();
    execution.steps().forEach((id, step) -> steps.put(id, stepView(step)));
    Execution.Failure failure = execution.failure();
    return new InstanceView(
        identity.id(),
        identity.workflowId(),
        identity.workflowVersion(),
        instance.state(),
        identity.businessKey(),
        identity.entity().type(),
        identity.entity().id(),
        identity.entity().projectId(),
        identity.entity().contextId(),
        identity.input(),
        execution.tokens().stream().map(t -> activeStep(execution, t)).toList(),
        steps,
        Json.mapper().createObjectNode().setAll(execution.vars()),
        execution.output(),
        failure == null ? null : new FailureView(failure.step(), failure.detail()),
        execution.ending(),
        instance.openIncidents(),
        identity.parent() == null ? null : identity.parent().instanceId(),
        identity.startedBy(),
        identity.startedAt(),
        instance.updatedAt(),
        instance.endedAt(),
        instance.revision());
  }

  static ActiveStep activeStep(Execution execution, Token token) {
    return new ActiveStep(
        token.step(),
        token.type(),
        token.since(),
        token.assignee(),
        token.id(),
        token.type() == StepType.APPROVAL && token.incident() == null && !token.routing()
            ? token.id()
            : null,
        token.type() == StepType.CONSENSUS && token.incident() == null ? token.id() : null,
        execution.scopes().stream()
            .filter(scope -> scope.id() == token.scope())
            .map(Scope::index)
            .findFirst()
            .orElse(null),
        token.incident() == null ? null : token.incident().detail());
  }

  private static StepView stepView(StepRecord step) {
    return new StepView(
        step.status(),
        step.visits(),
        step.output(),
        step.decision(),
        step.decidedBy().isEmpty() ? null : step.decidedBy(),
        step.error());
  }
}
