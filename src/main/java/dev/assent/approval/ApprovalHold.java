package dev.assent.approval;

import dev.assent.platform.commands.Batch;
import org.jspecify.annotations.Nullable;

/**
 * Asks whoever has made a request whether it has to stand still; fired within the transaction.
 * Whoever says so is asked again each time.
 */
public final class ApprovalHold {
  private final Batch batch;
  private final Approval approval;
  private @Nullable String reason;

  ApprovalHold(Batch batch, Approval approval) {
    this.batch = batch;
    this.approval = approval;
  }

  public Batch batch() {
    return batch;
  }

  public Approval approval() {
    return approval;
  }

  /**
   * Has it stand still: nobody decides it or hands it on, and time does nothing to it.
   *
   * @param why in words, such as "instance 4711 is SUSPENDED"
   */
  public void hold(String why) {
    reason = why;
  }

  @Nullable String reason() {
    return reason;
  }
}
