package dev.assent.approval;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Something said about a request. */
record Comment(
    UUID id,
    String tenant,
    UUID approvalId,
    String author,
    String text,
    List<Attachment> attachments,
    Instant createdAt) {}
