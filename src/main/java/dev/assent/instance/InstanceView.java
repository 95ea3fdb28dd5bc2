package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
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
    @Nullable FailureView failure,
    String startedBy,
    Instant startedAt,
    Instant updatedAt,
    @Nullable Instant endedAt,
    long revision) {

  /**
   * Where the instance waits.
   *
   * @param approvalId the request to decide, at an approval step
   */
  public record ActiveStep(
      String id,
      StepType type,
      Instant since,
      @Nullable String assignee,
      @Nullable UUID approvalId) {}

  /** What has become of a step that was reached. */
  public record StepView(
      StepState status,
      int visits,
      @Nullable JsonNode output,
      @Nullable String decision,
      @Nullable List<String> decidedBy) {}

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
        execution.tokens().stream().map(InstanceView::activeStep).toList(),
        steps,
        failure == null ? null : new FailureView(failure.step(), failure.detail()),
        identity.startedBy(),
        identity.startedAt(),
        instance.updatedAt(),
        instance.endedAt(),
        instance.revision());
  }

  private static ActiveStep activeStep(Token token) {
    return new ActiveStep(
        token.step(),
        token.type(),
        token.since(),
        token.assignee(),
        token.type() == StepType.APPROVAL ? token.id() : null);
  }

  private static StepView stepView(StepRecord step) {
    return new StepView(
        step.status(),
        step.visits(),
        step.output(),
        step.decision(),
        step.decidedBy().isEmpty() ? null : step.decidedBy());
  }
}
