package dev.assent.instance;

import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.IdempotentTransaction;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.web.ETags;
import dev.assent.platform.web.Idempotency;
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
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Signals for whoever waits for them, found by their correlation. */
@Path("/signals/{name}")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SignalsResource {
  @Inject private CurrentCaller current;
  @Inject private CommandQueue commands;
  @Inject private IncidentQueries queries;
  @Inject private IdempotentTransaction answers;

  @POST
  @RequiresPermission(Permissions.WORKFLOW_RUN)
  public Response signal(
      @PathParam("name") String name,
      InstancesResource.Signal body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    Caller caller = current.get();
    body.check(name);
    new Texts().required("/correlation", body.correlation(), 200).check();
    String correlation = String.valueOf(body.correlation());
    IdempotencyKey asked = current.key(key, "POST signals/" + name, body);
    Optional<UUID> instance = queries.waiting(caller.tenant(), name, correlation);
    if (instance.isEmpty()) {
      return answer(answeredBefore(asked, name));
    }
    return answer(
        commands.submit(
            new SendSignal(caller, instance.get(), name, correlation, body.payload(), asked)));
  }

  /**
   * The signal that is repeated may be the very one that ended the waiting. It is looked for after
   * that, so one of both is always seen.
   */
  private InstanceView answeredBefore(@Nullable IdempotencyKey asked, String name) {
    return Optional.ofNullable(asked)
        .flatMap(key -> answers.answered(key, InstanceView.class))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND,
                    "Nothing waits for the signal " + name + " with this correlation."));
  }

  private static Response answer(InstanceView view) {
    return ETags.answer(view, view.revision());
  }
}
