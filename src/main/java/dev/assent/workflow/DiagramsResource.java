package dev.assent.workflow;

import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.web.Svgs;
import dev.assent.workflow.diagram.Diagram;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

/** Pictures of published versions over REST. */
@Path("/workflows")
@ApplicationScoped
@Produces(Svgs.MEDIA_TYPE)
public class DiagramsResource {
  @Inject private CurrentCaller current;
  @Inject private PublishedWorkflows published;

  @GET
  @Path("/{id}/versions/{number}/diagram")
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public Response diagram(
      @PathParam("id") String id, @PathParam("number") String number, @Context Request request) {
    int version = WorkflowsResource.number(id, number);
    CompiledWorkflow compiled =
        published
            .version(current.get().tenant(), WorkflowsResource.existing(id), version)
            .compiled();
    return Svgs.answer(
        request, compiled.contentHash(), () -> Diagram.of(compiled.graph(), version));
  }
}
