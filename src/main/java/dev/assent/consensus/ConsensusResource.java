package dev.assent.consensus;

import dev.assent.identity.Caller;
import dev.assent.identity.CurrentCaller;
import dev.assent.identity.People;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.journal.History;
import dev.assent.journal.HistoryItem;
import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.commands.Repetition;
import dev.assent.platform.time.Ids;
import dev.assent.platform.web.ETags;
import dev.assent.platform.web.HotPath;
import dev.assent.platform.web.Idempotency;
import dev.assent.platform.web.OptionalBody;
import dev.assent.platform.web.Page;
import dev.assent.platform.web.Paging;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Ballots over REST. */
@Path("/consensus")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ConsensusResource {
  @Inject private CurrentCaller current;
  @Inject private CommandQueue commands;
  @Inject private BallotQueries queries;
  @Inject private Repetition repetition;
  @Inject private People people;
  @Inject private History history;

  @GET
  @RequiresPermission({Permissions.WORKFLOW_READ, Permissions.APPROVAL_DECIDE})
  public Response list(
      @QueryParam("status") @Nullable String status,
      @QueryParam("participant") @Nullable String participant,
      @QueryParam("subjectType") @Nullable String subjectType,
      @QueryParam("subjectId") @Nullable String subjectId,
      @QueryParam("instanceId") @Nullable String instanceId,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    BallotQueries.Filter filter =
        new BallotQueries.Filter(
            Texts.filter("status", status, BallotState.class),
            Texts.filter("participant", participant),
            Texts.filter("subjectType", subjectType),
            Texts.filter("subjectId", subjectId),
            Ids.fromQuery("instanceId", instanceId));
    return Paging.answer(
        queries.list(current.get().tenant(), filter, cursor, Paging.limit(limit)), uri);
  }

  @POST
  @RequiresPermission(Permissions.APPROVAL_REQUEST)
  public Response open(
      NewBallot body, @HeaderParam(Idempotency.HEADER) @Nullable String key, @Context UriInfo uri) {
    Caller caller = current.get();
    IdempotencyKey once = current.key(key, "POST consensus", body);
    BallotView made =
        repetition.answer(
            once,
            BallotView.class,
            () ->
                commands.submit(
                    new OpenBallot(caller, body.order(role -> members(caller, role)), once)));
    URI location = uri.getAbsolutePathBuilder().path(made.id().toString()).build();
    return Response.created(location).tag(ETags.of(made.revision())).entity(made).build();
  }

  /** Those who have a role at this moment, one more than may vote when they are too many. */
  private List<String> members(Caller caller, String role) {
    return people.inRole(caller.tenant(), role, NewBallot.MAX_PARTICIPANTS + 1).stream()
        .map(People.Person::name)
        .toList();
  }

  @GET
  @Path("/{id}")
  @RequiresPermission({Permissions.WORKFLOW_READ, Permissions.APPROVAL_DECIDE})
  public Response get(@PathParam("id") String id) {
    BallotView view = queries.get(current.get().tenant(), Ids.fromPath("ballot", id));
    return Response.ok(view).tag(ETags.of(view.revision())).build();
  }

  /** What happened to a ballot, oldest first; of a secret one not who has voted. */
  @GET
  @Path("/{id}/history")
  @RequiresPermission({Permissions.WORKFLOW_READ, Permissions.APPROVAL_DECIDE})
  public Response history(
      @PathParam("id") String id,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    String tenant = current.get().tenant();
    UUID ballot = Ids.fromPath("ballot", id);
    boolean secret = queries.rules(tenant, ballot).secret();
    Page<HistoryItem> page =
        history.page(tenant, SubjectType.CONSENSUS, ballot.toString(), cursor, Paging.limit(limit));
    List<BallotEventView> events =
        page.items().stream().map(item -> BallotEventView.of(item, secret)).toList();
    return Paging.answer(new Page<>(events, page.next()), uri);
  }

  @GET
  @Path("/{id}/votes")
  @RequiresPermission({Permissions.WORKFLOW_READ, Permissions.APPROVAL_DECIDE})
  public Response votes(
      @PathParam("id") String id,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("limit") @Nullable String limit,
      @Context UriInfo uri) {
    return Paging.answer(
        queries.votes(
            current.get().tenant(), Ids.fromPath("ballot", id), cursor, Paging.limit(limit)),
        uri);
  }

  @POST
  @HotPath
  @Path("/{id}/votes")
  @RequiresPermission(Permissions.APPROVAL_DECIDE)
  public Response vote(
      @PathParam("id") String id,
      Choice body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    Caller caller = current.get();
    UUID ballot = Ids.fromPath("ballot", id);
    CastView cast =
        commands.submit(
            new CastVote(
                caller,
                ballot,
                body,
                current.key(key, "POST consensus/" + ballot + "/votes", body)));
    return Response.status(Response.Status.CREATED).entity(cast).build();
  }

  /** Ends the present round with the votes that there are. */
  @POST
  @Path("/{id}/close")
  @RequiresPermission({Permissions.APPROVAL_REQUEST, Permissions.OPERATIONS_MANAGE})
  public BallotView close(
      @PathParam("id") String id,
      @OptionalBody @Nullable BallotEnding body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return end(id, EndBallot.Way.CLOSE, body, key);
  }

  @POST
  @Path("/{id}/cancel")
  @RequiresPermission({Permissions.APPROVAL_REQUEST, Permissions.OPERATIONS_MANAGE})
  public BallotView cancel(
      @PathParam("id") String id,
      @OptionalBody @Nullable BallotEnding body,
      @HeaderParam(Idempotency.HEADER) @Nullable String key) {
    return end(id, EndBallot.Way.CANCEL, body, key);
  }

  private BallotView end(
      String id, EndBallot.Way way, @Nullable BallotEnding body, @Nullable String key) {
    Caller caller = current.get();
    UUID ballot = Ids.fromPath("ballot", id);
    BallotEnding asked = body == null ? new BallotEnding(null) : body;
    new Texts().optional("/reason", asked.reason(), 4000).check();
    String operation = "POST consensus/" + ballot + "/" + way;
    return commands.submit(
        new EndBallot(caller, ballot, way, asked.reason(), current.key(key, operation, asked)));
  }

  /** Body of a closing or a cancellation. */
  public record BallotEnding(@Nullable String reason) {}
}
