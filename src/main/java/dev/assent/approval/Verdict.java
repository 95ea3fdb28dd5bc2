package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has decided, and on what.
 *
 * @param shown the hash of what was shown, which a decision on an action is bound to
 * @param arguments in place of those of the action; null leaves them
 */
public record Verdict(
    Decision decision,
    @Nullable String rationale,
    List<Condition> conditions,
    Map<String, BigDecimal> scores,
    List<Attachment> attachments,
    @Nullable String shown,
    @Nullable JsonNode arguments) {

  public Verdict {
    conditions = List.copyOf(conditions);
    scores = Map.copyOf(scores);
    attachments = List.copyOf(attachments);
  }
}
