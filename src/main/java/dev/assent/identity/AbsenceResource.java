package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.time.Clock;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * When a user of the caller's tenant is away. Users look after their own; who manages, after all.
 */
@Path("/users/{name}/absence")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RequiresPermission({
  Permissions.WORKFLOW_READ,
  Permissions.WORKFLOW_MANAGE,
  Permissions.WORKFLOW_RUN,
  Permissions.APPROVAL_REQUEST,
  Permissions.APPROVAL_DECIDE,
  Permissions.CONTEXT_READ,
  Permissions.CONTEXT_WRITE,
  Permissions.AGENT_EXECUTE,
  Permissions.OPERATIONS_READ,
  Permissions.OPERATIONS_MANAGE
})
public class AbsenceResource {
  private static final int MAX_REASON = 500;

  @Inject CurrentCaller callers;
  @Inject AbsenceRepository absences;
  @Inject AbsenceService service;
  @Inject Clock clock;

  /** The whole of an absence. */
  public record AbsenceBody(
      @Nullable String from,
      @Nullable String until,
      @Nullable String substitute,
      @Nullable String reason) {}

  @GET
  public AbsenceView get(@PathParam("name") String name) {
    Caller caller = callers.get();
    People.requireReader(caller, name);
    return absences
        .find(caller.tenant(), Names.existingUser(name))
        .orElseThrow(() -> ProblemException.notFound("absence of", name))
        .view();
  }

  @PUT
  public Response put(@PathParam("name") String name, AbsenceBody body, @Context UriInfo uri) {
    Names.requireUserInPath(name);
    AbsenceService.Days days = days(body, clock.now().atOffset(ZoneOffset.UTC).toLocalDate());
    String substitute = body.substitute();
    if (substitute != null) {
      Names.requireUser("/substitute", substitute);
    }
    new Texts()
        .require(!name.equals(substitute), "/substitute", "is the user himself")
        .optional("/reason", body.reason(), MAX_REASON)
        .require(body.reason() == null || !body.reason().isBlank(), "/reason", "must not be blank")
        .check();
    Caller caller = callers.get();
    boolean created = service.put(caller, name, days, substitute, body.reason());
    AbsenceView view =
        new Absence(caller.tenant(), name, days.from(), days.until(), substitute, body.reason())
            .view();
    return created
        ? Response.created(uri.getAbsolutePath()).entity(view).build()
        : Response.ok(view).build();
  }

  @DELETE
  public void remove(@PathParam("name") String name) {
    service.remove(callers.get(), Names.existingUser(name));
  }

  private static AbsenceService.Days days(AbsenceBody body, LocalDate today) {
    LocalDate from = day("/from", body.from());
    LocalDate until = day("/until", body.until());
    new Texts()
        .require(
            !from.isAfter(today.plusDays(Absence.MAX_DAYS)),
            "/from",
            "is more than " + Absence.MAX_DAYS + " days ahead")
        .require(from.isBefore(until), "/until", "is not after /from")
        .require(
            !until.isAfter(from.plusDays(Absence.MAX_DAYS)),
            "/until",
            "is more than " + Absence.MAX_DAYS + " days after /from")
        .require(until.isAfter(today), "/until", "is over: today is " + today + " in UTC")
        .check();
    return new AbsenceService.Days(from, until);
  }

  private static LocalDate day(String pointer, @Nullable String text) {
    String given = Fields.required(pointer, text);
    try {
      if (given.length() == "2026-12-01".length()) {
        return LocalDate.parse(given);
      }
    } catch (DateTimeParseException e) {
      // refused below
    }
    throw ProblemException.invalidBody(pointer, "The value is not a day as in 2026-12-01.");
  }
}
