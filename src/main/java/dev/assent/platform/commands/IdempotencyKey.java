package dev.assent.platform.commands;

/**
 * Names one request of one caller, so that its repetition is answered and not done again.
 *
 * @param requestHash of method, path and body: another request under the same key is refused
 */
public record IdempotencyKey(String tenant, String actor, String key, String requestHash) {}
