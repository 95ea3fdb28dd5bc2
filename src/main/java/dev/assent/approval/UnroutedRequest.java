package dev.assent.approval;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a step asks for, as far as it is known before its route is found. As JSON it waits in the
 * job that finds it.
 *
 * @param request its conditions asked, its expressions computed; a stage that is looked up has
 *     those who are named so far, and a request that a policy routes has no stages
 * @param lookUps who else is to be found, by the names of stages; their users, expressions and
 *     separations are not looked at, as the stages have them
 * @param routing the policy that chooses the route; null when the request has its stages
 */
public record UnroutedRequest(
    ApprovalRequest request, Map<String, NewStage.Approvers> lookUps, @Nullable String routing) {
  public UnroutedRequest {
    lookUps = Map.copyOf(lookUps);
  }

  /**
   * Whom a stage has found.
   *
   * @param managerLevel how many levels above the requester a manager is asked; 0 for none
   * @param roles for {@code select} to choose from
   */
  public static NewStage.Approvers lookUp(
      int managerLevel,
      List<String> roles,
      List<String> capabilities,
      NewStage.@Nullable Select select,
      @Nullable Integer count) {
    return new NewStage.Approvers(
        null,
        roles.isEmpty() ? null : roles,
        null,
        managerLevel > 0 ? true : null,
        managerLevel > 1 ? managerLevel : null,
        capabilities.isEmpty() ? null : capabilities,
        select,
        count,
        null,
        null);
  }
}
