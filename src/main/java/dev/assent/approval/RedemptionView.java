package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;

/**
 * An action that may be done now, once.
 *
 * @param arguments those that hold: as proposed, or as an approver has changed them
 */
public record RedemptionView(UUID approvalId, String name, JsonNode arguments, Instant usedAt) {}
