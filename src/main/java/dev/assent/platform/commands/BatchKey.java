package dev.assent.platform.commands;

/**
 * The Idempotency-Key of a request that holds many commands: each has a key of its own that follows
 * from it, so that of a repeated request nothing is done twice, whatever was done of it before.
 *
 * @param prefix what the items' keys begin with; ends with a space, which no client's key has
 * @param requestHash of the whole request
 */
public record BatchKey(String tenant, String actor, String prefix, String requestHash) {
  /** Of the command at this place in the request. */
  public IdempotencyKey item(int index) {
    return new IdempotencyKey(tenant, actor, prefix + index, requestHash);
  }
}
