package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What is to be decided on.
 *
 * @param type kind of the entity, such as {@code DECLARATION}
 * @param id the entity's id in the system that it comes from
 * @param data whatever an approver should see
 */
public record ApprovalSubject(
    @Nullable String type, @Nullable String id, @Nullable JsonNode data) {}
