package dev.assent.workflow;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** What was published: never changed, known by its content hash. */
@Entity
@Table(name = "workflow_versions")
@IdClass(WorkflowVersionKey.class)
public class WorkflowVersion {
  @Id
  @Column(name = "tenant_id")
  private String tenant = "";

  @Id
  @Column(name = "workflow_id")
  private String workflowId = "";

  @Id private int number;

  @Column(name = "content_hash")
  private String contentHash = "";

  private String document = "";

  @Enumerated(EnumType.STRING)
  private DocumentFormat format = DocumentFormat.YAML;

  @Column(name = "published_by")
  private String publishedBy = "";

  @Column(name = "published_at")
  private Instant publishedAt = Instant.EPOCH;

  /** For JPA. */
  protected WorkflowVersion() {}

  WorkflowVersion(
      String tenant,
      String workflowId,
      int number,
      String contentHash,
      String document,
      DocumentFormat format,
      String publishedBy,
      Instant publishedAt) {
    this.tenant = tenant;
    this.workflowId = workflowId;
    this.number = number;
    this.contentHash = contentHash;
    this.document = document;
    this.format = format;
    this.publishedBy = publishedBy;
    this.publishedAt = publishedAt;
  }

  String tenant() {
    return tenant;
  }

  String workflowId() {
    return workflowId;
  }

  int number() {
    return number;
  }

  String contentHash() {
    return contentHash;
  }

  String document() {
    return document;
  }

  DocumentFormat format() {
    return format;
  }

  String publishedBy() {
    return publishedBy;
  }

  Instant publishedAt() {
    return publishedAt;
  }
}
