package dev.assent.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * CDI event: an account, a role, a tenant or what is known of a user has changed. Fired inside the
 * transaction that changes it, so that the journal can observe it there (the journal uses this
 * feature, never the other way round) and caches after its success.
 *
 * @param subjectId name of the account, role or user, id of the tenant or pair
 * @param actor who did it; {@code tenant/user} when of another tenant, {@code system} at start-up
 * @param event what happened, such as {@code ACCOUNT_CREATED}
 * @param data what is worth knowing of it; never a password or a hash
 */
public record IdentityChanged(
    String tenant,
    Subject subject,
    String subjectId,
    String actor,
    Instant at,
    String event,
    @Nullable JsonNode data) {

  /** The journal's subject types of this feature. */
  public enum Subject {
    ACCOUNT,
    ROLE,
    TENANT,
    PROFILE,
    ABSENCE,
    SEPARATION_PAIR
  }
}
