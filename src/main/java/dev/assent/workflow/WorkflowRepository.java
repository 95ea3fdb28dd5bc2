package dev.assent.workflow;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.sql.Query;
import dev.assent.platform.web.Cursor;
import dev.assent.platform.web.Page;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Workflows and their versions in the database. */
@ApplicationScoped
public class WorkflowRepository {
  /** By what a list is ordered. */
  enum Sort {
    NAME("name"),
    CREATED_AT("created_at"),
    UPDATED_AT("updated_at");

    private final String column;

    Sort(String column) {
      this.column = column;
    }
  }

  /** PostgreSQL indexes words of less than 2 kB, and refuses to search for longer ones. */
  private static final int MAX_WORD_LENGTH = 500;

  /** What a list is narrowed to, and its order; nulls do not narrow. */
  record Filter(
      @Nullable String category,
      @Nullable WorkflowState status,
      @Nullable String q,
      Sort sort,
      Direction direction) {
    /** Which end of the order comes first. */
    enum Direction {
      ASCENDING,
      DESCENDING
    }
  }

  /** A row of a list, with what it is ordered by. */
  record Listed(WorkflowView view, String key) {}

  @PersistenceContext(unitName = "assent")
  private EntityManager entities;

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  Optional<Workflow> find(String tenant, String id) {
    return Optional.ofNullable(entities.find(Workflow.class, new WorkflowKey(tenant, id)));
  }

  Workflow get(String tenant, String id) {
    return find(tenant, id).orElseThrow(() -> ProblemException.notFound("workflow", id));
  }

  /** The workflow, locked until the transaction ends: of two that change it, one waits. */
  Workflow lock(String tenant, String id) {
    Workflow workflow =
        entities.find(Workflow.class, new WorkflowKey(tenant, id), LockModeType.PESSIMISTIC_WRITE);
    if (workflow == null) {
      throw ProblemException.notFound("workflow", id);
    }
    return workflow;
  }

  void add(Workflow workflow) {
    entities.persist(workflow);
    entities.flush();
  }

  void add(WorkflowVersion version) {
    entities.persist(version);
  }

  void remove(Workflow workflow) {
    entities.remove(workflow);
  }

  WorkflowVersion version(String tenant, String id, int number) {
    WorkflowVersion version =
        entities.find(WorkflowVersion.class, new WorkflowVersionKey(tenant, id, number));
    if (version == null) {
      throw ProblemException.notFound("version " + number + " of workflow", id);
    }
    return version;
  }

  /** A page of versions, the latest first. */
  Page<WorkflowVersionView> versions(String tenant, String id, @Nullable String cursor, int limit) {
    int below = cursor == null ? Integer.MAX_VALUE : number(Cursor.decode(cursor, 1).get(0));
    List<WorkflowVersion> rows =
        entities
            .createQuery(
                "select v from WorkflowVersion v where v.tenant = :tenant and v.workflowId = :id"
                    + " and v.number < :below order by v.number desc",
                WorkflowVersion.class)
            .setParameter("tenant", tenant)
            .setParameter("id", id)
            .setParameter("below", below)
            .setMaxResults(limit + 1)
            .getResultList();
    return Page.of(
        rows,
        limit,
        v -> WorkflowVersionView.of(v, null),
        v -> List.of(Integer.toString(v.number())));
  }

  /** A page of workflows; what was archived only when it is asked for. One statement. */
  Page<WorkflowView> list(String tenant, Filter filter, @Nullable String cursor, int limit) {
    String column = "w." + filter.sort().column;
    boolean descending = filter.direction() == Filter.Direction.DESCENDING;
    String order = descending ? " desc" : "";
    Query query =
        new Query(
                "select w.id, w.name, w.description, w.category, w.status, w.latest_version, w.created_by, w.created_at,"
                    + " w.updated_at, w.revision, "
                    + column
                    + "::text as sort_key from workflows w where w.tenant_id = ?",
                tenant)
            .andIf(filter.category(), "and w.category = ?")
            .andIf(filter.status(), "and w.status = ?")
            .and(filter.status() == null ? "and w.status <> 'ARCHIVED'" : "")
            .andIf(searched(filter.q()), "and w.search @@ to_tsquery('simple', ?)")
            .and(filter.q() != null && searched(filter.q()) == null ? "and false" : "");
    if (cursor != null) {
      List<String> position = Cursor.decode(cursor, 2);
      query.and(
          "and (" + column + ", w.id) " + (descending ? "<" : ">") + " (?, ?)",
          key(filter.sort(), position.get(0)),
          position.get(1));
    }
    List<Listed> rows =
        query
            .and("order by " + column + order + ", w.id" + order + " limit ?", limit + 1)
            .list(dataSource, WorkflowRepository::listed);
    return Page.of(rows, limit, Listed::view, row -> List.of(row.key(), row.view().id()));
  }

  private static Listed listed(java.sql.ResultSet row) throws java.sql.SQLException {
    Instant created = row.getObject("created_at", OffsetDateTime.class).toInstant();
    Instant updated = row.getObject("updated_at", OffsetDateTime.class).toInstant();
    return new Listed(
        new WorkflowView(
            row.getString("id"),
            row.getString("name"),
            row.getString("description"),
            row.getString("category"),
            WorkflowState.valueOf(row.getString("status")),
            row.getObject("latest_version", Integer.class),
            row.getString("created_by"),
            created,
            updated,
            row.getLong("revision"),
            null,
            null),
        row.getString("sort_key"));
  }

  private static Object key(Sort sort, String text) {
    if (sort == Sort.NAME) {
      return text;
    }
    try {
      // as PostgreSQL writes a timestamptz: 2026-11-21 08:30:00.123456+00
      String iso = text.replace(' ', 'T').replaceFirst("([+-]\\d\\d)$", "$1:00");
      OffsetDateTime at = OffsetDateTime.parse(iso).withOffsetSameInstant(ZoneOffset.UTC);
      if (at.getYear() >= 1970 && at.getYear() < 10_000) {
        return at;
      }
    } catch (DateTimeException e) {
      // refused below
    }
    throw Cursor.invalid();
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw Cursor.invalid();
    }
  }

  /**
   * The words of {@code q}, all to be found, the last one perhaps still being typed; null when it
   * has none, or one too long to be in the index, and so finds nothing.
   */
  static @Nullable String searched(@Nullable String q) {
    if (q == null) {
      return null;
    }
    List<String> words =
        Stream.of(q.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
            .filter(w -> !w.isEmpty())
            .limit(20)
            .collect(Collectors.toList());
    if (words.isEmpty() || words.stream().anyMatch(w -> w.length() > MAX_WORD_LENGTH)) {
      return null;
    }
    int last = words.size() - 1;
    words.set(last, words.get(last) + ":*");
    return String.join(" & ", words);
  }
}
