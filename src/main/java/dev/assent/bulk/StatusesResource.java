package dev.assent.bulk;

import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.instance.InstanceQueries;
import dev.assent.instance.StatusView;
import dev.assent.platform.problem.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How many instances stand, by one statement. */
@Path("/instances/statuses")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class StatusesResource {
  @Inject private CurrentCaller current;
  @Inject private InstanceQueries queries;

  /** Whose status is asked for. */
  public record WantedStatuses(@Nullable List<@Nullable UUID> ids) {}

  /**
   * @param items in the order in which they were asked for, each once
   * @param missing ids of which there is no instance
   */
  public record StatusesView(List<StatusView> items, List<UUID> missing) {}

  @POST
  @RequiresPermission(Permissions.WORKFLOW_READ)
  public StatusesView statuses(WantedStatuses body) {
    Set<UUID> ids = checked(body.ids());
    Map<UUID, StatusView> found = new HashMap<>();
    queries.statuses(current.get().tenant(), ids).forEach(s -> found.put(s.id(), s));
    List<StatusView> items = new ArrayList<>();
    List<UUID> missing = new ArrayList<>();
    for (UUID id : ids) {
      StatusView status = found.get(id);
      if (status == null) {
        missing.add(id);
      } else {
        items.add(status);
      }
    }
    return new StatusesView(items, missing);
  }

  private static Set<UUID> checked(@Nullable List<@Nullable UUID> ids) {
    int asked = ids == null ? 0 : ids.size();
    if (ids == null || asked == 0 || asked > Batches.MAX_ITEMS) {
      throw ProblemException.invalidBody(
          "/ids", "1 to " + Batches.MAX_ITEMS + " ids can be asked for, not " + asked + ".");
    }
    Set<UUID> checked = new LinkedHashSet<>();
    for (UUID id : ids) {
      if (id == null) {
        throw ProblemException.invalidBody("/ids/" + ids.indexOf(null), "An id is null.");
      }
      checked.add(id);
    }
    return checked;
  }
}
