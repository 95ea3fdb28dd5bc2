package dev.assent.approval;

import dev.assent.identity.CallerCommand;
import java.util.UUID;

/**
 * A command on one request: has it loaded, with its instance if it has one, and both locked, and
 * finds out for whom its caller acts.
 */
public interface ApprovalCommand extends CallerCommand {
  UUID approvalId();

  default String tenant() {
    return caller().tenant();
  }
}
