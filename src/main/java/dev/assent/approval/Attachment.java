package dev.assent.approval;

import org.jspecify.annotations.Nullable;

/**
 * A document that lies elsewhere; its checksum says whether it is still the one that was meant.
 *
 * @param sha256 of the content, 64 hexadecimal digits
 * @param size in bytes
 */
public record Attachment(
    String name, String url, @Nullable String mediaType, @Nullable Long size, String sha256) {}
