package dev.assent.instance;

import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.time.Ids;
import dev.assent.platform.web.ETags;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.OptionalBody;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Taking instances in hand: cancel, suspend, resume, retry, restart, migrate. Its path is that of
 * {@link InstancesResource}: with the id in it, it would be the only class for all that is below.
 */
@Path("/instances")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ControlResource {
  @Inject private CurrentCaller current;
  @Inject private CommandQueue commands;

  /** Why it is done. */
  public record Reason(@Nullable String reason) {}

  /** Which step to try again; absent: all that have an incident. */
  public record Retry(@Nullable String step, @Nullable String reason) {}

  /** Where to begin again. */
  public record Restart(@Nullable String step, @Nullable String reason) {}

  @POST
  @Path("/{id}/cancel")
  @RequiresPermission({Permissions.WORKFLOW_RUN, Permissions.OPERATIONS_MANAGE})
  public Response cancel(
      @PathParam("id") String id,
      @OptionalBody @Nullable Reason body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return control(id, ControlInstance.Verb.CANCEL, null, reason(body), body, key);
  }

  @POST
  @Path("/{id}/suspend")
  @RequiresPermission({Permissions.WORKFLOW_RUN, Permissions.OPERATIONS_MANAGE})
  public Response suspend(
      @PathParam("id") String id,
      @OptionalBody @Nullable Reason body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return control(id, ControlInstance.Verb.SUSPEND, null, reason(body), body, key);
  }

  @POST
  @Path("/{id}/resume")
  @RequiresPermission({Permissions.WORKFLOW_RUN, Permissions.OPERATIONS_MANAGE})
  public Response resume(
      @PathParam("id") String id,
      @OptionalBody @Nullable Reason body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return control(id, ControlInstance.Verb.RESUME, null, reason(body), body, key);
  }

  @POST
  @Path("/{id}/retry")
  @RequiresPermission(Permissions.OPERATIONS_MANAGE)
  public Response retry(
      @PathParam("id") String id,
      @OptionalBody @Nullable Retry body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    Retry asked = body == null ? new Retry(null, null) : body;
    return control(id, ControlInstance.Verb.RETRY, asked.step(), asked.reason(), body, key);
  }

  @POST
  @Path("/{id}/restart")
  @RequiresPermission(Permissions.OPERATIONS_MANAGE)
  public Response restart(
      @PathParam("id") String id,
      Restart body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    new Texts().required("/step", body.step(), 64).check();
    return control(id, ControlInstance.Verb.RESTART, body.step(), body.reason(), body, key);
  }

  /**
   * To which version, with which steps renamed, and whether only to say if it can be done.
   *
   * @param steps by their old ids
   */
  public record Migrate(
      @Nullable Integer version, @Nullable Map<String, String> steps, @Nullable Boolean dryRun) {
    private static final int MAX_STEPS = 1_000;
    private static final int MAX_STEP = 64;

    /**
     * @param at where the fields stand in the body
     * @throws dev.assent.platform.problem.ProblemException {@code INVALID_BODY}
     */
    public void check(String at) {
      new Texts()
          .require(
              version != null && version >= 1, at + "/version", "is not the number of a version")
          .require(
              steps == null || steps.size() <= MAX_STEPS,
              at + "/steps",
              "names more than " + MAX_STEPS + " steps")
          .require(
              steps == null || steps.entrySet().stream().allMatch(Migrate::areIds),
              at + "/steps",
              "has a name that is missing, blank or longer than " + MAX_STEP + " characters")
          .check();
    }

    private static boolean areIds(Map.Entry<String, String> renamed) {
      String now = renamed.getValue();
      return renamed.getKey().length() <= MAX_STEP
          && now != null
          && !now.isBlank()
          && now.length() <= MAX_STEP;
    }
  }

  @POST
  @Path("/{id}/migrate")
  @RequiresPermission(Permissions.OPERATIONS_MANAGE)
  public MigrationView migrate(
      @PathParam("id") String id,
      Migrate body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    body.check("");
    Caller caller = current.get();
    UUID instance = Ids.fromPath("instance", id);
    return commands.submit(
        new MigrateInstance(
            caller,
            instance,
            body.version() == null ? 0 : body.version(),
            body.steps() == null ? Map.of() : body.steps(),
            Boolean.TRUE.equals(body.dryRun()),
            current.key(key, "POST instances/" + instance + "/migrate", body)));
  }

  private static @Nullable String reason(@Nullable Reason body) {
    return body == null ? null : body.reason();
  }

  private Response control(
      String id,
      ControlInstance.Verb verb,
      @Nullable String step,
      @Nullable String reason,
      @Nullable Object body,
      @Nullable String key) {
    Caller caller = current.get();
    UUID instance = Ids.fromPath("instance", id);
    new Texts().optional("/step", step, 64).optional("/reason", reason, 4000).check();
    InstanceView view =
        commands.submit(
            new ControlInstance(
                caller,
                instance,
                verb,
                step,
                reason,
                current.key(
                    key,
                    "POST instances/" + instance + "/" + verb.name().toLowerCase(Locale.ROOT),
                    body == null ? new Reason(null) : body)));
    return ETags.answer(view, view.revision());
  }
}
