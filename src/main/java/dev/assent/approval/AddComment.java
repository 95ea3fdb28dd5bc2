package dev.assent.approval;

import dev.assent.identity.Caller;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.IdempotencyKey;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says something about a request. */
record AddComment(
    Caller caller,
    UUID approvalId,
    String text,
    List<Attachment> attachments,
    @Nullable IdempotencyKey idempotencyKey)
    implements Command<CommentView>, ApprovalCommand {
  @Override
  public Class<CommentView> answerType() {
    return CommentView.class;
  }
}
