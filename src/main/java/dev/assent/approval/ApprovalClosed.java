package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Batch;

/**
 * A request was decided as a whole; fired within the transaction, so that what follows is committed
 * with it.
 */
public record ApprovalClosed(Batch batch, Approval approval, Caller caller) {}
