package dev.assent.workflow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.Conflict;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.WritePlan;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.sql.Query;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The published versions that a batch runs, compiled.
 *
 * <p>A version never changes, so a compiled one may be kept for ever. Which version is the latest
 * changes with every publishing: a node remembers what it last saw, and the statement that writes
 * the started instances looks whether it still is so; if not, the batch is done again. So a start
 * needs no read of its own and yet never runs yesterday's version.
 */
@ApplicationScoped
public class PublishedWorkflows implements BatchParticipant {
  static final int MAX_COMPILED = 5_000;

  private static final String LOAD_LATEST =
      """
      select w.tenant_id, w.id, w.status, w.latest_version
        from unnest(?, ?) as asked(tenant_id, id) join workflows w using (tenant_id, id)""";

  private static final String LOAD_DOCUMENTS =
      """
      select v.tenant_id, v.workflow_id, v.number, v.format, v.document
        from unnest(?, ?, ?) as asked(tenant_id, workflow_id, number)
        join workflow_versions v using (tenant_id, workflow_id, number)""";

  private static final String STILL_LATEST =
      """
      (select count(*) from unnest(?, ?, ?) as used(tenant_id, id, number)
         join workflows w on w.tenant_id = used.tenant_id and w.id = used.id
        where w.status = 'ACTIVE' and w.latest_version = used.number)""";

  /** A command that runs the latest version of a workflow. */
  public interface Starts {
    String tenant();

    String workflowId();
  }

  /** A published version, ready to run. */
  public record Version(Key key, CompiledWorkflow compiled) {
    public int number() {
      return key.number();
    }
  }

  /** Names a version. */
  public record Key(String tenant, String workflowId, int number) {}

  private record Name(String tenant, String workflowId) {}

  private record Latest(WorkflowState status, @Nullable Integer number) {}

  @Resource(lookup = "java:app/jdbc/assent")
  private DataSource dataSource;

  private final Cache<Key, Version> compiled =
      Caffeine.newBuilder().maximumSize(MAX_COMPILED).build();
  private final Cache<Name, Integer> lastSeen =
      Caffeine.newBuilder().maximumSize(MAX_COMPILED).build();

  /** What a batch knows. */
  private static final class Known {
    final Map<Name, Latest> latest = new HashMap<>();
    final Set<Key> needed = new LinkedHashSet<>();
    final Map<Key, Version> versions = new HashMap<>();
    final Set<Key> used = new LinkedHashSet<>();
  }

  /**
   * The version that a start runs.
   *
   * @throws ProblemException {@code NOT_FOUND}; {@code INVALID_STATE} when it is not ACTIVE, or for
   *     agents
   */
  public Version latest(Batch batch, String tenant, String workflowId) {
    Latest latest = known(batch).latest.get(new Name(tenant, workflowId));
    if (latest == null) {
      throw ProblemException.notFound("workflow", workflowId);
    }
    if (latest.status() != WorkflowState.ACTIVE || latest.number() == null) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Workflow "
              + workflowId
              + " is "
              + latest.status()
              + "; only one that is ACTIVE can be run.");
    }
    Version version = version(batch, tenant, workflowId, latest.number());
    if (version.compiled().agentDocument() != null) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Workflow "
              + workflowId
              + " is a document for agents and is not run: an agent asks for its next step by POST"
              + " workflows/"
              + workflowId
              + "/next and has the output checked by POST …/steps/{stepId}/validate.");
    }
    return version;
  }

  /** A version that the batch has needed. */
  public Version version(Batch batch, String tenant, String workflowId, int number) {
    return find(batch, tenant, workflowId, number)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "version " + number + " of " + workflowId + " was not loaded"));
  }

  /** A version that the batch has needed, if there is such a version. */
  public Optional<Version> find(Batch batch, String tenant, String workflowId, int number) {
    return Optional.ofNullable(known(batch).versions.get(new Key(tenant, workflowId, number)));
  }

  /**
   * A version, outside a batch: from the cache, or by one statement.
   *
   * @throws ProblemException {@code NOT_FOUND}
   */
  public Version version(String tenant, String workflowId, int number) {
    Key key = new Key(tenant, workflowId, number);
    Version known = compiled.getIfPresent(key);
    if (known != null) {
      return known;
    }
    Version read =
        new Query(
                "select format, document from workflow_versions where tenant_id = ? and workflow_id = ? and number = ?",
                tenant,
                workflowId,
                number)
            .find(
                dataSource,
                row ->
                    new Version(
                        key,
                        WorkflowCompiler.compile(
                            row.getString(2), DocumentFormat.valueOf(row.getString(1)))))
            .orElseThrow(
                () -> ProblemException.notFound("version", number + " of workflow " + workflowId));
    compiled.put(key, read);
    return read;
  }

  /** Says that the batch will ask for a version. */
  public void need(Batch batch, String tenant, String workflowId, int number) {
    known(batch).needed.add(new Key(tenant, workflowId, number));
  }

  /** Says that an instance was started with {@code version}, taking it for the latest. */
  public void used(Batch batch, Version version) {
    known(batch).used.add(version.key());
  }

  @Override
  public int order() {
    return 5;
  }

  @Override
  public void load(Batch batch, LoadPlan plan) {
    Known known = known(batch);
    Set<Name> unknown = new HashSet<>();
    for (Command<?> command : batch.commands()) {
      if (command instanceof Starts starts) {
        Name name = new Name(starts.tenant(), starts.workflowId());
        Integer number = lastSeen.getIfPresent(name);
        if (number == null) {
          unknown.add(name);
        } else {
          hold(known, name, new Latest(WorkflowState.ACTIVE, number));
        }
      }
    }
    if (unknown.isEmpty()) {
      return;
    }
    List<Name> names = new ArrayList<>(unknown);
    plan.query(
        LOAD_LATEST,
        row ->
            hold(
                known,
                new Name(row.getString(1), row.getString(2)),
                new Latest(
                    WorkflowState.valueOf(row.getString(3)), row.getObject(4, Integer.class))),
        SqlArray.column("text", names, Name::tenant),
        SqlArray.column("text", names, Name::workflowId));
  }

  private void hold(Known known, Name name, Latest latest) {
    known.latest.put(name, latest);
    Integer number = latest.number();
    if (number != null && latest.status() == WorkflowState.ACTIVE) {
      lastSeen.put(name, number);
      known.needed.add(new Key(name.tenant(), name.workflowId(), number));
    }
  }

  @Override
  public void loadMissing(Batch batch, LoadPlan plan) {
    Known known = known(batch);
    List<Key> missing = new ArrayList<>();
    for (Key key : known.needed) {
      Version version = compiled.getIfPresent(key);
      if (version == null) {
        missing.add(key);
      } else {
        known.versions.put(key, version);
      }
    }
    if (missing.isEmpty()) {
      return;
    }
    plan.query(
        LOAD_DOCUMENTS,
        row -> {
          Key key = new Key(row.getString(1), row.getString(2), row.getInt(3));
          Version version =
              new Version(
                  key,
                  WorkflowCompiler.compile(
                      row.getString(5), DocumentFormat.valueOf(row.getString(4))));
          compiled.put(key, version);
          known.versions.put(key, version);
        },
        SqlArray.column("text", missing, Key::tenant),
        SqlArray.column("text", missing, Key::workflowId),
        SqlArray.column("int4", missing, Key::number));
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    List<Key> used = List.copyOf(known(batch).used);
    if (used.isEmpty()) {
      return;
    }
    plan.value(
        STILL_LATEST,
        (row, column) -> {
          if (row.getLong(column) != used.size()) {
            used.forEach(key -> lastSeen.invalidate(new Name(key.tenant(), key.workflowId())));
            throw new Conflict(Map.of());
          }
        },
        SqlArray.column("text", used, Key::tenant),
        SqlArray.column("text", used, Key::workflowId),
        SqlArray.column("int4", used, Key::number));
  }

  private static Known known(Batch batch) {
    return batch.workingSet(Known.class, Known::new);
  }
}
