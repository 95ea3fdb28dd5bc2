package dev.assent.workflow;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named definition: the draft that its authors work on, and how many versions were published of
 * it. The name, description and category are those of the draft.
 */
@Entity
@Table(name = "workflows")
@IdClass(WorkflowKey.class)
public class Workflow {
  @Id
  @Column(name = "tenant_id")
  private String tenant = "";

  @Id private String id = "";
  private String name = "";
  private @Nullable String description;
  private @Nullable String category;

  @Enumerated(EnumType.STRING)
  private WorkflowState status = WorkflowState.DRAFT;

  private String draft = "";

  @Enumerated(EnumType.STRING)
  @Column(name = "draft_format")
  private DocumentFormat draftFormat = DocumentFormat.YAML;

  @Column(name = "latest_version")
  private @Nullable Integer latestVersion;

  private long revision = 1;

  @Column(name = "created_by")
  private String createdBy = "";

  @Column(name = "created_at")
  private Instant createdAt = Instant.EPOCH;

  @Column(name = "updated_at")
  private Instant updatedAt = Instant.EPOCH;

  /** For JPA. */
  protected Workflow() {}

  /** A workflow that begins as a draft. */
  static Workflow drafted(
      String tenant,
      CompiledWorkflow compiled,
      String text,
      DocumentFormat format,
      String by,
      Instant at) {
    Workflow workflow = new Workflow();
    workflow.tenant = tenant;
    workflow.id = compiled.id();
    workflow.createdBy = by;
    workflow.createdAt = at;
    workflow.take(compiled, text, format, at);
    return workflow;
  }

  /** Replaces the draft; what was published stays. */
  void redraft(CompiledWorkflow compiled, String text, DocumentFormat format, Instant at) {
    requireNotArchived();
    if (!compiled.id().equals(id)) {
      throw new ProblemException(
          ProblemType.INVALID_DOCUMENT,
          "The document is of workflow "
              + compiled.id()
              + ", not of "
              + id
              + "; a workflow keeps its id.");
    }
    take(compiled, text, format, at);
    revision++;
  }

  /** Makes the draft the next version. */
  WorkflowVersion publish(CompiledWorkflow compiled, String by, Instant at) {
    requireNotArchived();
    int number = latestVersion == null ? 1 : latestVersion + 1;
    if (status == WorkflowState.DRAFT) {
      moveTo(WorkflowState.ACTIVE);
    }
    latestVersion = number;
    updatedAt = at;
    revision++;
    return new WorkflowVersion(
        tenant, id, number, compiled.contentHash(), draft, draftFormat, by, at);
  }

  void suspend(Instant at) {
    changeTo(WorkflowState.SUSPENDED, at);
  }

  void activate(Instant at) {
    if (latestVersion == null) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Workflow " + id + " is DRAFT and cannot become ACTIVE before it is published.");
    }
    changeTo(WorkflowState.ACTIVE, at);
  }

  void archive(Instant at) {
    changeTo(WorkflowState.ARCHIVED, at);
  }

  private void changeTo(WorkflowState next, Instant at) {
    moveTo(next);
    updatedAt = at;
    revision++;
  }

  private void moveTo(WorkflowState next) {
    if (!status.successors().contains(next)) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Workflow "
              + id
              + " is "
              + status
              + " and cannot become "
              + next
              + "; "
              + whatItCanBecome()
              + ".");
    }
    status = next;
  }

  private String whatItCanBecome() {
    List<String> next = status.successors().stream().map(WorkflowState::name).toList();
    return next.isEmpty() ? "that is final" : "it can become " + String.join(" or ", next);
  }

  /**
   * Refuses what would change it.
   *
   * @throws ProblemException {@code INVALID_STATE}
   */
  void requireNotArchived() {
    if (status == WorkflowState.ARCHIVED) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Workflow " + id + " is ARCHIVED and is not changed any more.");
    }
  }

  private void take(CompiledWorkflow compiled, String text, DocumentFormat format, Instant at) {
    name = compiled.name();
    description = compiled.description();
    category = compiled.category();
    draft = text;
    draftFormat = format;
    updatedAt = at;
  }

  String tenant() {
    return tenant;
  }

  String id() {
    return id;
  }

  String name() {
    return name;
  }

  @Nullable String description() {
    return description;
  }

  @Nullable String category() {
    return category;
  }

  WorkflowState status() {
    return status;
  }

  String draft() {
    return draft;
  }

  DocumentFormat draftFormat() {
    return draftFormat;
  }

  @Nullable Integer latestVersion() {
    return latestVersion;
  }

  long revision() {
    return revision;
  }

  String createdBy() {
    return createdBy;
  }

  Instant createdAt() {
    return createdAt;
  }

  Instant updatedAt() {
    return updatedAt;
  }
}
