package dev.assent.identity;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a caller may be allowed to do. These names are the permissions in a role, and what {@link
 * RequiresPermission} takes.
 */
public final class Permissions {
  public static final String WORKFLOW_READ = "workflow_read";
  public static final String WORKFLOW_MANAGE = "workflow_manage";
  public static final String WORKFLOW_RUN = "workflow_run";
  public static final String APPROVAL_REQUEST = "approval_request";
  public static final String APPROVAL_DECIDE = "approval_decide";
  public static final String CONTEXT_READ = "context_read";
  public static final String CONTEXT_WRITE = "context_write";
  public static final String AGENT_EXECUTE = "agent_execute";
  public static final String OPERATIONS_READ = "operations_read";
  public static final String OPERATIONS_MANAGE = "operations_manage";

  /** All of them, in the order of the documentation. */
  public static final Set<String> ALL =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(
              List.of(
                  WORKFLOW_READ,
                  WORKFLOW_MANAGE,
                  WORKFLOW_RUN,
                  APPROVAL_REQUEST,
                  APPROVAL_DECIDE,
                  CONTEXT_READ,
                  CONTEXT_WRITE,
                  AGENT_EXECUTE,
                  OPERATIONS_READ,
                  OPERATIONS_MANAGE)));

  private Permissions() {}
}
