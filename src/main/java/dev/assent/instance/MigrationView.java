package dev.assent.instance;

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
    List<String> reasons) {}
