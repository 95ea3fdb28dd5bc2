package dev.assent.approval;

import java.util.UUID;

/** A command on one request: has it loaded, with its instance if it has one, and both locked. */
public interface ApprovalCommand {
  String tenant();

  UUID approvalId();
}
