package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.jobs.Job;
import dev.assent.platform.jobs.JobExecutor;
import dev.assent.platform.jobs.JobFailure;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.workflow.StepType;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Starts the child of a subworkflow step, once however often it is asked. Counts those below the
 * same root before, by one statement more, because nothing else bounds a tree that is wide at each
 * of its levels; what starts at the same time elsewhere may get past the bound.
 */
@ApplicationScoped
public class SubworkflowExecutor implements JobExecutor {
  /** Most instances below one that nobody runs as a step, those that have ended included. */
  static final int MAX_DESCENDANTS = 10_000;

  @Inject private CommandQueue commands;
  @Inject private IncidentQueries queries;

  @Override
  public String kind() {
    return StepType.SUBWORKFLOW.name();
  }

  @Override
  public JsonNode execute(Job job) throws JobFailure {
    JsonNode request = job.payload().path("request");
    Optional<UUID> child = queries.child(job.tenant(), job.tokenId());
    if (child.isEmpty()) {
      if (queries.hasDescendants(job.tenant(), job.instanceId(), MAX_DESCENDANTS)) {
        throw JobFailure.lasting(
            "there would be more than "
                + MAX_DESCENDANTS
                + " instances below the one that stands above all of them; does workflow "
                + request.path("workflow").asText()
                + " run itself?");
      }
      child = start(job, request);
    }
    return Json.mapper().createObjectNode().put("instanceId", String.valueOf(child.orElse(null)));
  }

  private Optional<UUID> start(Job job, JsonNode request) throws JobFailure {
    try {
      return Optional.of(
          commands
              .submit(
                  new StartChild(
                      job.tenant(),
                      job.instanceId(),
                      job.tokenId(),
                      request.path("workflow").asText(),
                      text(request.path("businessKey")),
                      request.path("input").isObject()
                          ? request.path("input")
                          : Json.mapper().createObjectNode()))
              .id());
    } catch (ProblemException e) {
      Optional<UUID> child = queries.child(job.tenant(), job.tokenId());
      if (child.isPresent()) {
        return child; // another attempt has started it
      }
      throw new JobFailure(
          e.type().status() >= 500, String.valueOf(e.getMessage()), e.retryAfter());
    }
  }

  private static @Nullable String text(JsonNode value) {
    return value.isTextual() ? value.textValue() : null;
  }

  @Override
  public int parallelism() {
    return 8;
  }
}
