package dev.assent.workflow;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Primary key of a version. */
public class WorkflowVersionKey implements Serializable {
  private static final long serialVersionUID = 1L;

  private String tenant = "";
  private String workflowId = "";
  private int number;

  public WorkflowVersionKey() {}

  WorkflowVersionKey(String tenant, String workflowId, int number) {
    this.tenant = tenant;
    this.workflowId = workflowId;
    this.number = number;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WorkflowVersionKey key
        && key.tenant.equals(tenant)
        && key.workflowId.equals(workflowId)
        && key.number == number;
  }

  @Override
  public int hashCode() {
    return Objects.hash(tenant, workflowId, number);
  }
}
