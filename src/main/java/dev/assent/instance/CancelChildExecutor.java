package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobExecutor;
import dev.assent.platform.jobs.JobFailure;
import dev.assent.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Cancels the child of a step that has been left. */
@ApplicationScoped
public class CancelChildExecutor implements JobExecutor {
  @Inject private CommandQueue commands;
  @Inject private IncidentQueries queries;

  @Override
  public String kind() {
    return WorkKind.CANCEL_CHILD;
  }

  @Override
  public JsonNode execute(Job job) throws JobFailure {
    Optional<UUID> child =
        queries.child(job.tenant(), UUID.fromString(job.payload().path("token").asText()));
    if (child.isPresent()) {
      cancel(job.tenant(), child.get());
    }
    return NullNode.getInstance();
  }

  private void cancel(String tenant, UUID child) throws JobFailure {
    Caller caller =
        new Caller(tenant, Caller.SYSTEM, Set.of(), Set.of(Permissions.OPERATIONS_MANAGE));
    try {
      commands.submit(
          new ControlInstance(
              caller,
              child,
              ControlInstance.Verb.CANCEL,
              null,
              "the step that ran it was left",
              null));
    } catch (ProblemException e) {
      if (e.type().status() >= 500) {
        throw new JobFailure(true, String.valueOf(e.getMessage()), e.retryAfter());
      }
      // it has ended by itself
    }
  }

  @Override
  public int parallelism() {
    return 8;
  }
}
