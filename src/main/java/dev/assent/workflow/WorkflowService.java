package dev.assent.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.identity.Caller;
import dev.assent.identity.Directory;
import dev.assent.identity.Permissions;
import dev.assent.journal.Journal;
import dev.assent.journal.JournalEntry;
import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import dev.assent.platform.web.ETags;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes workflows, a transaction each. Documents come compiled, because compiling takes a while
 * and no connection is held for it.
 */
@Stateless
public class WorkflowService {
  @Inject private WorkflowRepository repository;
  @Inject private Journal journal;
  @Inject private Clock clock;
  @Inject private Directory directory;

  /**
   * Keeps a document as the draft of a new workflow.
   *
   * @throws ProblemException {@code ALREADY_EXISTS}
   */
  public WorkflowView create(
      Caller caller, CompiledWorkflow compiled, String text, DocumentFormat format) {
    caller.require(Permissions.WORKFLOW_MANAGE);
    if (repository.find(caller.tenant(), compiled.id()).isPresent()) {
      throw new ProblemException(
          ProblemType.ALREADY_EXISTS,
          "There is a workflow " + compiled.id() + " already; PUT changes it.");
    }
    Instant now = clock.now();
    Workflow workflow =
        Workflow.drafted(caller.tenant(), compiled, text, format, caller.user(), now);
    repository.add(workflow);
    append(caller, workflow, "WORKFLOW_CREATED", null, now, compiled.contentHash());
    return WorkflowView.of(workflow, null, compiled.warnings());
  }

  /**
   * Replaces the draft.
   *
   * @throws ProblemException {@code NOT_FOUND}, {@code PRECONDITION_REQUIRED}, {@code
   *     PRECONDITION_FAILED}, {@code INVALID_STATE} when it is archived, {@code INVALID_DOCUMENT}
   *     when the document is another workflow's
   */
  public WorkflowView update(
      Caller caller,
      String id,
      @Nullable String ifMatch,
      CompiledWorkflow compiled,
      String text,
      DocumentFormat format) {
    caller.require(Permissions.WORKFLOW_MANAGE);
    Workflow workflow = repository.lock(caller.tenant(), id);
    ETags.require(ifMatch, workflow.revision());
    Instant now = clock.now();
    workflow.redraft(compiled, text, format, now);
    append(caller, workflow, "WORKFLOW_CHANGED", workflow.status(), now, compiled.contentHash());
    return WorkflowView.of(workflow, null, compiled.warnings());
  }

  /**
   * Makes the draft the next version. Publishing again what is published changes nothing and
   * answers that version.
   *
   * @throws ProblemException {@code NOT_FOUND}, {@code INVALID_STATE} when it is archived
   */
  public WorkflowVersionView publish(Caller caller, String id) {
    caller.require(Permissions.WORKFLOW_MANAGE);
    Workflow workflow = repository.lock(caller.tenant(), id);
    workflow.requireNotArchived();
    CompiledWorkflow compiled =
        WorkflowCompiler.compile(
            workflow.draft(), workflow.draftFormat(), directory.roles(caller.tenant()));
    Integer latest = workflow.latestVersion();
    if (latest != null) {
      WorkflowVersion published = repository.version(caller.tenant(), id, latest);
      if (published.contentHash().equals(compiled.contentHash())) {
        return WorkflowVersionView.of(published, null, compiled.warnings());
      }
    }
    WorkflowState before = workflow.status();
    Instant now = clock.now();
    WorkflowVersion version = workflow.publish(compiled, caller.user(), now);
    repository.add(version);
    append(caller, workflow, "WORKFLOW_PUBLISHED", before, now, compiled.contentHash());
    return WorkflowVersionView.of(version, null, compiled.warnings());
  }

  /** Lets nobody run it until it is activated again; its instances go on. */
  public WorkflowView suspend(Caller caller, String id) {
    return change(caller, id, "WORKFLOW_SUSPENDED", Workflow::suspend);
  }

  /** Lets it be run again. */
  public WorkflowView activate(Caller caller, String id) {
    return change(caller, id, "WORKFLOW_ACTIVATED", Workflow::activate);
  }

  /**
   * Removes a workflow that was never published; archives any other, because instances may need it.
   */
  public void delete(Caller caller, String id) {
    caller.require(Permissions.WORKFLOW_MANAGE);
    Workflow workflow = repository.lock(caller.tenant(), id);
    if (workflow.status() == WorkflowState.DRAFT) {
      repository.remove(workflow);
      append(caller, workflow, "WORKFLOW_DELETED", WorkflowState.DRAFT, clock.now(), null);
    } else {
      change(caller, id, "WORKFLOW_ARCHIVED", Workflow::archive);
    }
  }

  private interface Verb {
    void apply(Workflow workflow, Instant at);
  }

  private WorkflowView change(Caller caller, String id, String event, Verb verb) {
    caller.require(Permissions.WORKFLOW_MANAGE);
    Workflow workflow = repository.lock(caller.tenant(), id);
    WorkflowState before = workflow.status();
    Instant now = clock.now();
    verb.apply(workflow, now);
    append(caller, workflow, event, before, now, null);
    return WorkflowView.of(workflow);
  }

  private void append(
      Caller caller,
      Workflow workflow,
      String event,
      @Nullable WorkflowState before,
      Instant at,
      @Nullable String contentHash) {
    ObjectNode data = Json.mapper().createObjectNode();
    if (contentHash != null) {
      data.put("contentHash", contentHash);
    }
    if (workflow.latestVersion() != null) {
      data.put("version", workflow.latestVersion());
    }
    journal.append(
        new JournalEntry(
            caller.tenant(),
            SubjectType.WORKFLOW,
            workflow.id(),
            caller.user(),
            null,
            at,
            List.of(
                new JournalEvent(
                    event,
                    null,
                    before == null ? null : before.name(),
                    event.equals("WORKFLOW_DELETED") ? null : workflow.status().name(),
                    data.isEmpty() ? null : data))));
  }
}
