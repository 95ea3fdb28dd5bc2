package dev.assent.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.instance.CompleteStep;
import dev.assent.instance.ControlInstance;
import dev.assent.instance.InstanceView;
import dev.assent.instance.InstancesResource;
import dev.assent.instance.RunResource;
import dev.assent.instance.SendSignal;
import dev.assent.platform.commands.BatchKey;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.RequestFilter;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Running and changing many instances by one request each. */
@Path("/instances/batch")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class BatchResource {
  @Inject private CurrentCaller current;
  @Inject private Batches batches;

  /**
   * What to run.
   *
   * @param items read one by one, so that what is wrong with one is told of that one
   */
  public record NewInstances(@Nullable List<JsonNode> items) {}

  /**
   * What to change.
   *
   * @param items read one by one, so that what is wrong with one is told of that one
   */
  public record InstanceChanges(@Nullable List<JsonNode> items) {}

  /**
   * What to do to an instance; every action takes the fields that it takes for one instance.
   *
   * @param action cancel, suspend, resume, retry, restart, complete or signal
   * @param name of the signal
   */
  public record InstanceChange(
      @Nullable UUID id,
      @Nullable String action,
      @Nullable String reason,
      @Nullable String step,
      @Nullable UUID activationId,
      @Nullable JsonNode output,
      @Nullable JsonNode variables,
      @Nullable String name,
      @Nullable String correlation,
      @Nullable JsonNode payload) {

    /** The fields of each action, besides id and action. */
    private static final Map<String, Set<String>> FIELDS =
        Map.of(
            "cancel", Set.of("reason"),
            "suspend", Set.of("reason"),
            "resume", Set.of("reason"),
            "retry", Set.of("reason", "step"),
            "restart", Set.of("reason", "step"),
            "complete", Set.of("step", "activationId", "output", "variables"),
            "signal", Set.of("name", "correlation", "payload"));

    private Command<InstanceView> command(Caller caller, @Nullable IdempotencyKey key) {
      UUID instance = required("/id", id);
      String verb = required("/action", action);
      Set<String> taken = FIELDS.get(verb);
      if (taken == null) {
        throw ProblemException.invalidBody(
            "/action",
            "The action is none of " + String.join(", ", new TreeSet<>(FIELDS.keySet())) + ".");
      }
      Texts texts = new Texts();
      only(texts, taken, "reason", reason);
      only(texts, taken, "step", step);
      only(texts, taken, "activationId", activationId);
      only(texts, taken, "output", output);
      only(texts, taken, "variables", variables);
      only(texts, taken, "name", name);
      only(texts, taken, "correlation", correlation);
      only(texts, taken, "payload", payload);
      texts.optional("/step", step, 64).optional("/reason", reason, 4000).check();
      return switch (verb) {
        case "complete" -> {
          new InstancesResource.Completion(activationId, output, variables).check();
          yield new CompleteStep(
              caller, instance, required("/step", step), activationId, output, variables, key);
        }
        case "signal" -> {
          String signal = required("/name", name);
          new InstancesResource.Signal(correlation, payload).check(signal);
          yield new SendSignal(caller, instance, signal, correlation, payload, key);
        }
        case "restart" -> control(caller, instance, verb, required("/step", step), key);
        default -> control(caller, instance, verb, step, key);
      };
    }

    private ControlInstance control(
        Caller caller,
        UUID instance,
        String verb,
        @Nullable String where,
        @Nullable IdempotencyKey key) {
      return new ControlInstance(
          caller,
          instance,
          ControlInstance.Verb.valueOf(verb.toUpperCase(Locale.ROOT)),
          where,
          reason,
          key);
    }

    private static void only(Texts texts, Set<String> taken, String field, @Nullable Object value) {
      texts.require(
          value == null || taken.contains(field), "/" + field, "is not a field of this action");
    }

    private static <T> T required(String pointer, @Nullable T value) {
      if (value == null) {
        throw ProblemException.invalidBody(pointer, pointer.substring(1) + " is required.");
      }
      return value;
    }
  }

  @POST
  @RequiresPermission(Permissions.WORKFLOW_RUN)
  public Response run(
      NewInstances body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @HeaderParam("traceparent") @Nullable String traceParent,
      @Context HttpServletRequest request) {
    Caller caller = current.get();
    List<JsonNode> items = Batches.checked(body.items());
    BatchKey batchKey = batches.key(key, caller, "POST instances/batch", body);
    return answer(
        items,
        (index, item) ->
            JsonBodies.value(item, RunResource.NewInstance.class)
                .command(caller, traceParent, Batches.item(batchKey, index)),
        Response.Status.CREATED.getStatusCode(),
        request);
  }

  @PATCH
  @RequiresPermission({Permissions.WORKFLOW_RUN, Permissions.OPERATIONS_MANAGE})
  public Response change(
      InstanceChanges body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context HttpServletRequest request) {
    Caller caller = current.get();
    List<JsonNode> items = Batches.checked(body.items());
    BatchKey batchKey = batches.key(key, caller, "PATCH instances/batch", body);
    return answer(
        items,
        (index, item) ->
            JsonBodies.value(item, InstanceChange.class)
                .command(caller, Batches.item(batchKey, index)),
        Response.Status.OK.getStatusCode(),
        request);
  }

  private Response answer(
      List<JsonNode> items,
      Batches.Reader<InstanceView> reader,
      int whenAllSucceed,
      HttpServletRequest request) {
    String requestId = (String) request.getAttribute(RequestFilter.REQUEST_ID);
    BatchView view = BatchView.of(batches.run(items, reader, requestId), requestId);
    return Response.status(Batches.status(view.failed(), whenAllSucceed)).entity(view).build();
  }
}
