package dev.assent.bulk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.instance.CompleteStep;
import dev.assent.instance.ControlInstance;
import dev.assent.instance.InstanceView;
import dev.assent.instance.InstancesResource;
import dev.assent.instance.RunResource;
import dev.assent.instance.SendSignal;
import dev.assent.platform.commands.BatchKey;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.IdempotencyRepository;
import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.RequestFilter;
import dev.assent.platform.web.Texts;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
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
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class BatchResource {
  /** Most items of one request. */
  public static final int MAX_ITEMS = 1000;

  private static final int MULTI_STATUS = 207;

  @Inject private CurrentCaller current;
  @Inject private Batches batches;
  @Inject private IdempotencyRepository keys;

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
  @RolesAllowed(Permissions.WORKFLOW_RUN)
  public Response run(
      NewInstances body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @HeaderParam("traceparent") @Nullable String traceParent,
      @Context HttpServletRequest request) {
    Caller caller = current.get();
    List<JsonNode> items = checked(body.items());
    BatchKey batchKey = key(key, caller, "POST instances/batch", body);
    return answer(
        items,
        (index, item) ->
            JsonBodies.value(item, RunResource.NewInstance.class)
                .command(caller, traceParent, item(batchKey, index)),
        Response.Status.CREATED.getStatusCode(),
        request);
  }

  @PATCH
  @RolesAllowed({Permissions.WORKFLOW_RUN, Permissions.OPERATIONS_MANAGE})
  public Response change(
      InstanceChanges body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @Context HttpServletRequest request) {
    Caller caller = current.get();
    List<JsonNode> items = checked(body.items());
    BatchKey batchKey = key(key, caller, "PATCH instances/batch", body);
    return answer(
        items,
        (index, item) ->
            JsonBodies.value(item, InstanceChange.class).command(caller, item(batchKey, index)),
        Response.Status.OK.getStatusCode(),
        request);
  }

  private Response answer(
      List<JsonNode> items, Batches.Reader reader, int whenAllSucceed, HttpServletRequest request) {
    String requestId = (String) request.getAttribute(RequestFilter.REQUEST_ID);
    BatchView view = BatchView.of(batches.run(items, reader, requestId), requestId);
    return Response.status(view.failed().isEmpty() ? whenAllSucceed : MULTI_STATUS)
        .entity(view)
        .build();
  }

  private static List<JsonNode> checked(@Nullable List<JsonNode> items) {
    if (items == null || items.isEmpty() || items.size() > MAX_ITEMS) {
      throw ProblemException.invalidBody(
          "/items", "A batch has 1 to " + MAX_ITEMS + " items, not " + size(items) + ".");
    }
    return items;
  }

  private static int size(@Nullable List<?> items) {
    return items == null ? 0 : items.size();
  }

  private @Nullable BatchKey key(
      @Nullable String header, Caller caller, String operation, Object body) {
    BatchKey key = Idempotency.batchKey(header, caller.tenant(), caller.user(), operation, body);
    if (key != null) {
      keys.requireUnusedByOthers(key, MAX_ITEMS);
    }
    return key;
  }

  private static @Nullable IdempotencyKey item(@Nullable BatchKey key, int index) {
    return key == null ? null : key.item(index);
  }
}
