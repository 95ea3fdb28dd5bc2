package dev.assent.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.platform.web.Texts;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Body of a decision. */
public record NewDecision(
    @Nullable Decision decision,
    @Nullable String rationale,
    @Nullable List<NewCondition> conditions,
    @Nullable Map<String, BigDecimal> scores,
    @Nullable List<Attachment> attachments,
    @Nullable String shown,
    @Nullable JsonNode arguments,
    @Nullable UUID assignmentId) {
  static final int MAX_CONDITIONS = 50;

  /** A condition as a client states it. */
  public record NewCondition(@Nullable String condition, @Nullable String description) {}

  /** Checked. */
  public Verdict verdict() {
    List<NewCondition> all = conditions == null ? List.of() : conditions;
    Texts texts =
        new Texts()
            .require(
                decision != null,
                "/decision",
                "is required; allowed are " + List.of(Decision.values()))
            .optional("/rationale", rationale, 10_000)
            .optional("/shown", shown, 100);
    checkConditions(texts, all);
    checkScores(texts);
    NewApproval.checkAttachments(texts, attachments);
    if (arguments != null) {
      texts.require(
          arguments.isObject()
              && Json.writeBytes(arguments).length <= NewApproval.MAX_SUBJECT_BYTES,
          "/arguments",
          "must be an object of at most " + NewApproval.MAX_SUBJECT_BYTES + " bytes");
    }
    texts.check();
    return new Verdict(
        Objects.requireNonNull(decision),
        rationale,
        all.stream()
            .map(
                c ->
                    new Condition(
                        null, String.valueOf(c.condition()), c.description(), null, null, null))
            .toList(),
        scores == null ? Map.of() : scores,
        attachments == null ? List.of() : attachments,
        shown,
        arguments);
  }

  private void checkScores(Texts texts) {
    if (scores != null) {
      texts.require(scores.size() <= 100, "/scores", "are more than 100");
      scores.forEach(
          (name, score) -> texts.require(score != null, "/scores/" + name, "is required"));
    }
  }

  private void checkConditions(Texts texts, List<NewCondition> all) {
    boolean conditional = decision == Decision.APPROVE_WITH_CONDITIONS;
    texts
        .require(all.size() <= MAX_CONDITIONS, "/conditions", "are more than " + MAX_CONDITIONS)
        .require(
            conditional || all.isEmpty(), "/conditions", "go with APPROVE_WITH_CONDITIONS only")
        .require(
            !conditional || !all.isEmpty(),
            "/conditions",
            "are required with APPROVE_WITH_CONDITIONS");
    for (int i = 0; i < Math.min(all.size(), MAX_CONDITIONS); i++) {
      NewCondition c = all.get(i);
      if (c == null) {
        texts.require(false, "/conditions/" + i, "is null");
        continue;
      }
      texts
          .required("/conditions/" + i + "/condition", c.condition(), 1000)
          .optional("/conditions/" + i + "/description", c.description(), 4000);
    }
  }
}
