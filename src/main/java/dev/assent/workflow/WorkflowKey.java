package dev.assent.workflow;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Primary key of a workflow; a class, because EclipseLink cannot use records for it. */
public class WorkflowKey implements Serializable {
  private static final long serialVersionUID = 1L;

  private String tenant = "";
  private String id = "";

  public WorkflowKey() {}

  WorkflowKey(String tenant, String id) {
    this.tenant = tenant;
    this.id = id;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof WorkflowKey key && key.tenant.equals(tenant) && key.id.equals(id);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tenant, id);
  }
}
