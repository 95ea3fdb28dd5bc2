package dev.assent.approval;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A comment as it is answered. */
public record CommentView(
    UUID id,
    String author,
    String text,
    @Nullable List<Attachment> attachments,
    Instant createdAt) {
  static CommentView of(Comment c) {
    return new CommentView(
        c.id(),
        c.author(),
        c.text(),
        c.attachments().isEmpty() ? null : c.attachments(),
        c.createdAt());
  }
}
