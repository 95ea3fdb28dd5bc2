package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.web.ETags;
import dev.assent.platform.web.HotPath;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.Locations;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Running a workflow: stands under {@code workflows} for those who call it, and makes an instance.
 */
@Path("/workflows/run")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RunResource {
  static final int MAX_INPUT_BYTES = 262_144;

  // https://www.w3.org/TR/trace-context/#traceparent-header
  private static final Pattern TRACE_PARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  @Inject private CurrentCaller current;
  @Inject private CommandQueue commands;

  /** What to run, and what for. */
  public record NewInstance(
      @Nullable String workflow,
      @Nullable String businessKey,
      @Nullable String entityType,
      @Nullable String entityId,
      @Nullable String projectId,
      @Nullable String contextId,
      @Nullable JsonNode input) {

    /**
     * The command that does it.
     *
     * @throws ProblemException {@code INVALID_BODY}
     */
    public StartInstance command(
        Caller caller, @Nullable String traceParent, @Nullable IdempotencyKey key) {
      check();
      return new StartInstance(
          caller,
          String.valueOf(workflow),
          new StartInstance.Entity(entityType, entityId, projectId, contextId),
          businessKey,
          input == null ? Json.mapper().createObjectNode() : input,
          traceParent != null && TRACE_PARENT.matcher(traceParent).matches() ? traceParent : null,
          key);
    }

    private void check() {
      new Texts()
          .required("/workflow", workflow, 64)
          .optional("/businessKey", businessKey, 200)
          .require(businessKey == null || !businessKey.isBlank(), "/businessKey", "is blank")
          .optional("/entityType", entityType, 100)
          .optional("/entityId", entityId, 200)
          .optional("/projectId", projectId, 200)
          .optional("/contextId", contextId, 200)
          .require(input == null || input.isObject(), "/input", "is not an object")
          .require(
              input == null || Json.writeBytes(input).length <= MAX_INPUT_BYTES,
              "/input",
              "is larger than " + MAX_INPUT_BYTES + " bytes")
          .check();
    }
  }

  @POST
  @HotPath
  @RequiresPermission(Permissions.WORKFLOW_RUN)
  public Response run(
      NewInstance body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key,
      @HeaderParam("traceparent") @Nullable String traceParent,
      @Context HttpServletRequest request) {
    Caller caller = current.get();
    InstanceView view =
        commands.submit(
            body.command(caller, traceParent, current.key(key, "POST workflows/run", body)));
    return Response.created(Locations.of(request, "instances/" + view.id()))
        .tag(ETags.of(view.revision()))
        .entity(view)
        .build();
  }
}
