package dev.assent.approval;

import dev.assent.identity.CurrentCaller;
import dev.assent.identity.Permissions;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.time.Clock;
import dev.assent.platform.web.Texts;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How approvers decide. */
@Path("/approvals")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON) // as its neighbours at this path, or RESTEasy prefers {id}
public class StatisticsResource {
  private static final Duration USUAL = Duration.ofDays(30);
  private static final Duration LONGEST = Duration.ofDays(366);

  @Inject private CurrentCaller current;
  @Inject private StatisticsQueries queries;
  @Inject private Clock clock;

  /** What is looked at. */
  public static class Narrowing {
    @QueryParam("from")
    @Nullable String from;

    @QueryParam("to")
    @Nullable String to;

    @QueryParam("workflow")
    @Nullable String workflow;

    @QueryParam("step")
    @Nullable String step;

    @QueryParam("stage")
    @Nullable String stage;

    @QueryParam("approver")
    @Nullable String approver;

    @QueryParam("groupBy")
    @Nullable String groupBy;

    StatisticsQueries.Asked asked(Instant now) {
      Instant until = instant("to", to);
      Instant end = until == null ? now : until;
      Instant since = instant("from", from);
      Instant begin = since == null ? end.minus(USUAL) : since;
      if (!begin.isBefore(end) || Duration.between(begin, end).compareTo(LONGEST) > 0) {
        throw ProblemException.invalidParameter(
            "from",
            "The period from 'from' to 'to' is longer than nothing and at most "
                + LONGEST.toDays()
                + " days.");
      }
      return new StatisticsQueries.Asked(
          begin,
          end,
          Texts.filter("workflow", workflow),
          Texts.filter("step", step),
          Texts.filter("stage", stage),
          Texts.filter("approver", approver),
          grouping(groupBy));
    }
  }

  @GET
  @Path("/statistics")
  @RequiresPermission({Permissions.WORKFLOW_READ, Permissions.OPERATIONS_READ})
  public StatisticsView statistics(@BeanParam Narrowing narrowing) {
    Instant now = clock.now();
    return queries.statistics(current.get().tenant(), narrowing.asked(now), now);
  }

  private static @Nullable Instant instant(String name, @Nullable String value) {
    if (value == null || value.isEmpty()) {
      return null;
    }
    try {
      Instant instant = OffsetDateTime.parse(value).toInstant().truncatedTo(ChronoUnit.MICROS);
      if (instant.isAfter(Instant.EPOCH)
          && instant.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
        return instant;
      }
    } catch (DateTimeException e) {
      // refused below
    }
    throw ProblemException.invalidParameter(
        name, "'" + name + "' is a time as RFC 3339 has it, such as 2026-11-21T08:30:00Z.");
  }

  private static @Nullable StatisticsGrouping grouping(@Nullable String value) {
    if (value == null || value.isEmpty()) {
      return null;
    }
    List<String> known = new ArrayList<>();
    for (StatisticsGrouping grouping : StatisticsGrouping.values()) {
      if (grouping.word().equals(value)) {
        return grouping;
      }
      known.add(grouping.word());
    }
    throw ProblemException.invalidParameter("groupBy", "'groupBy' is one of " + known + ".");
  }
}
