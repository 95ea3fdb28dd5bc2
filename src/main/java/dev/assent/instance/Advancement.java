package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.approval.Approval;
import dev.assent.approval.ApprovalRequest;
import dev.assent.approval.ApprovalService;
import dev.assent.approval.UnroutedRequest;
import dev.assent.consensus.Ballot;
import dev.assent.consensus.BallotService;
import dev.assent.identity.Caller;
import dev.assent.journal.Journal;
import dev.assent.journal.JournalEntry;
import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.jobs.JobOrder;
import dev.assent.platform.jobs.Jobs;
import dev.assent.platform.jobs.RetryPolicy;
import dev.assent.platform.json.Json;
import dev.assent.platform.time.Ids;
import dev.assent.workflow.Node;
import dev.assent.workflow.PublishedWorkflows;
import dev.assent.workflow.WorkflowGraph;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Moves instances on: has the engine compute the transition and does what follows from it, within
 * the batch.
 */
@ApplicationScoped
public class Advancement {
  private static final Duration INTERNAL_TIMEOUT = Duration.ofSeconds(30);
  private static final RetryPolicy INTERNAL =
      new RetryPolicy(100, Duration.ofSeconds(1), Duration.ofMinutes(5), INTERNAL_TIMEOUT);

  @Inject private InstanceRepository repository;
  @Inject private IncidentRepository incidents;
  @Inject private SignalRepository signals;
  @Inject private PublishedWorkflows workflows;
  @Inject private ApprovalService approvals;
  @Inject private BallotService ballots;
  @Inject private Journal journal;
  @Inject private Jobs jobs;

  /** Applies {@code command} to an instance that the batch holds. */
  void advance(Batch batch, Caller caller, WorkflowInstance instance, EngineCommand command) {
    WorkflowGraph graph = graph(batch, instance);
    Transition transition =
        Engine.advance(graph, instance.execution(), command, instance.surroundings(batch.now()));
    batch.spend(transition.effort());
    repository.changed(batch, instance);
    apply(batch, caller, instance, transition, graph);
  }

  WorkflowGraph graph(Batch batch, WorkflowInstance instance) {
    WorkflowInstance.Identity identity = instance.identity();
    return workflows
        .version(batch, identity.tenant(), identity.workflowId(), identity.workflowVersion())
        .compiled()
        .graph();
  }

  void apply(
      Batch batch,
      Caller caller,
      WorkflowInstance instance,
      Transition transition,
      WorkflowGraph graph) {
    instance.apply(transition, batch.now());
    append(batch, caller, instance, transition.events());
    for (Effect effect : transition.effects()) {
      bringAbout(batch, caller, instance, graph, effect);
    }
    if (transition.execution().held()) {
      // also what this transition has scheduled
      jobs.hold(batch, instance.tenant(), instance.id());
    }
    WorkflowInstance.Parent parent = instance.identity().parent();
    // not the instance's state: what an effect has brought about may have ended it, and told so
    if (!transition.status().isOpen() && parent != null) {
      tellParent(batch, instance, parent);
    }
  }

  private void bringAbout(
      Batch batch, Caller caller, WorkflowInstance instance, WorkflowGraph graph, Effect effect) {
    String tenant = instance.tenant();
    if (effect instanceof Effect.OpenApproval open) {
      ApprovalRequest request = StepApproval.of(instance, open, graph);
      ask(batch, caller, instance, open.id(), open.node().step(), request);
    } else if (effect instanceof Effect.FindRoute find) {
      route(batch, instance, find.open().id(), StepApproval.unrouted(instance, find.open(), graph));
    } else if (effect instanceof Effect.OpenRouted routed) {
      ask(batch, caller, instance, routed.id(), routed.step(), routed.request());
    } else if (effect instanceof Effect.CancelApproval cancel) {
      approvals.cancelOfStep(batch, caller, cancel.id());
    } else if (effect instanceof Effect.OpenBallot open) {
      ballots.open(
          batch,
          caller,
          open.id(),
          open.order(),
          new Ballot.Origin(instance.id(), open.step()),
          instance.identity().startedBy());
    } else if (effect instanceof Effect.CancelBallot cancel) {
      // a job of the ballot and not of the instance: it is not held when that is suspended, and
      // goes with the deadline when the ballot ends by itself
      jobs.schedule(
          batch,
          internal(
              tenant,
              WorkKind.CANCEL_BALLOT,
              cancel.id(),
              cancel.id(),
              Json.mapper().createObjectNode()));
    } else if (effect instanceof Effect.StartWork start) {
      jobs.schedule(batch, work(instance, start));
    } else if (effect instanceof Effect.StartTimer timer) {
      jobs.schedule(batch, timer(instance, timer));
    } else if (effect instanceof Effect.CancelJobs cancel) {
      jobs.cancel(batch, tenant, instance.id(), List.of(cancel.token()));
    } else if (effect instanceof Effect.CancelChild cancel) {
      jobs.schedule(
          batch,
          internal(
              instance.tenant(),
              WorkKind.CANCEL_CHILD,
              instance.id(),
              Ids.next(),
              Json.mapper().createObjectNode().put("token", cancel.token().toString())));
    } else if (effect instanceof Effect.Subscribe subscribe) {
      signals.subscribe(batch, instance, subscribe);
    } else if (effect instanceof Effect.Unsubscribe unsubscribe) {
      signals.unsubscribe(batch, tenant, unsubscribe.token());
    } else if (effect instanceof Effect.OpenIncident open) {
      incidents.open(batch, instance, open);
    } else if (effect instanceof Effect.CloseIncident close) {
      incidents.close(batch, tenant, close.token(), close.how(), caller.user());
    } else if (effect instanceof Effect.ReleaseJobs) {
      jobs.release(batch, tenant, instance.id());
    }
  }

  private void ask(
      Batch batch,
      Caller caller,
      WorkflowInstance instance,
      UUID id,
      String step,
      ApprovalRequest request) {
    WorkflowInstance.Identity identity = instance.identity();
    approvals.open(
        batch,
        caller,
        id,
        new Approval.Origin(identity.id(), identity.workflowId(), step),
        request,
        identity.startedBy());
  }

  /** Has the approvers found outside of the transaction: a handler never looks anything up. */
  private void route(Batch batch, WorkflowInstance instance, UUID token, UnroutedRequest asked) {
    ObjectNode payload = Json.mapper().createObjectNode();
    payload.put("startedBy", instance.identity().startedBy());
    payload.set("asked", Json.mapper().valueToTree(asked));
    routeAgain(batch, instance, token, payload);
  }

  /**
   * @param payload of the job as it was ordered first
   */
  void routeAgain(Batch batch, WorkflowInstance instance, UUID token, JsonNode payload) {
    jobs.schedule(
        batch, internal(instance.tenant(), WorkKind.ROUTE, instance.id(), token, payload));
    if (instance.execution().held()) {
      jobs.hold(batch, instance.tenant(), instance.id());
    }
  }

  private static JobOrder work(WorkflowInstance instance, Effect.StartWork start) {
    WorkflowInstance.Identity identity = instance.identity();
    Node.Work node = start.node();
    ObjectNode payload = Json.mapper().createObjectNode();
    payload.put("workflow", identity.workflowId()).put("version", identity.workflowVersion());
    payload.put("step", node.step()).put("startedBy", identity.startedBy());
    if (identity.traceParent() != null) {
      payload.put("traceParent", identity.traceParent());
    }
    payload.set("request", start.request());
    Node.Cached cached = node.cached();
    if (start.cacheKey() != null && cached != null) {
      payload.put("cacheKey", start.cacheKey()).put("cacheMillis", cached.timeToLive().toMillis());
    }
    Node.Retry retry = node.retry();
    return new JobOrder(
        Ids.next(),
        identity.tenant(),
        node.type().name(),
        WorkKind.lane(node.type(), start.request()),
        identity.id(),
        start.token(),
        payload,
        new RetryPolicy(retry.attempts(), retry.backoff(), retry.maxBackoff(), retry.timeout()),
        null,
        null);
  }

  private static JobOrder timer(WorkflowInstance instance, Effect.StartTimer timer) {
    return new JobOrder(
        Ids.next(),
        instance.tenant(),
        WorkKind.TIMER,
        WorkKind.TIMER,
        instance.id(),
        timer.token(),
        Json.mapper().createObjectNode().put("step", timer.step()),
        INTERNAL,
        timer.after(),
        timer.at());
  }

  static JobOrder internal(
      String tenant, String kind, UUID instanceId, UUID token, JsonNode payload) {
    return new JobOrder(
        Ids.next(), tenant, kind, kind, instanceId, token, payload, INTERNAL, null, null);
  }

  /**
   * The parent may be locked by others: it hears of its child's end in a transaction of its own.
   */
  private void tellParent(Batch batch, WorkflowInstance child, WorkflowInstance.Parent parent) {
    ObjectNode payload = Json.mapper().createObjectNode();
    payload.put("childId", child.id().toString()).put("status", child.state().name());
    Execution execution = child.execution();
    if (execution.output() != null) {
      payload.set("output", execution.output());
    }
    if (execution.failure() != null) {
      payload.put("detail", execution.failure().step() + ": " + execution.failure().detail());
    }
    jobs.schedule(
        batch,
        internal(
            child.tenant(), WorkKind.CHILD_ENDED, parent.instanceId(), parent.token(), payload));
  }

  void append(Batch batch, Caller caller, WorkflowInstance instance, List<JournalEvent> events) {
    if (events.isEmpty()) {
      return;
    }
    journal.append(
        batch,
        new JournalEntry(
            instance.tenant(),
            SubjectType.INSTANCE,
            instance.id().toString(),
            caller.user(),
            null,
            batch.now(),
            events));
  }
}
