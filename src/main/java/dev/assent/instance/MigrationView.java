package dev.assent.instance;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.List;
import java.util.UUID;

/**
 * What a migration did, or could do.
 *
 * @param possible whether the instance can be migrated
 * @param migrated whether it was; false in a dry run
 * @param reasons why it cannot be
 */
public record MigrationView(
    UUID instanceId,
    int fromVersion,
    int toVersion,
    boolean possible,
    boolean migrated,
    List<String> reasons) {

  /** Why the migration is refused, as a problem. */
  public ProblemException refusal() {
    return new ProblemException(
        ProblemType.INVALID_STATE,
        "Instance "
            + instanceId
            + " cannot be migrated to version "
            + toVersion
            + ": "
            + String.join("; ", reasons)
            + ".");
  }
}
