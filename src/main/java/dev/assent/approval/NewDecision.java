package dev.assent.approval;

import dev.assent.platform.web.Texts;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Body of a decision. */
public record NewDecision(
    @Nullable Decision decision,
    @Nullable String rationale,
    @Nullable List<Condition> conditions,
    @Nullable UUID assignmentId) {
  static final int MAX_CONDITIONS = 50;

  List<Condition> conditionList() {
    return conditions == null ? List.of() : conditions;
  }

  void check() {
    List<Condition> all = conditionList();
    boolean conditional = decision == Decision.APPROVE_WITH_CONDITIONS;
    Texts texts =
        new Texts()
            .require(
                decision != null,
                "/decision",
                "is required; allowed are " + List.of(Decision.values()))
            .optional("/rationale", rationale, 10_000)
            .require(all.size() <= MAX_CONDITIONS, "/conditions", "are more than " + MAX_CONDITIONS)
            .require(
                conditional || all.isEmpty(), "/conditions", "go with APPROVE_WITH_CONDITIONS only")
            .require(
                !conditional || !all.isEmpty(),
                "/conditions",
                "are required with APPROVE_WITH_CONDITIONS");
    for (int i = 0; i < Math.min(all.size(), MAX_CONDITIONS); i++) {
      Condition c = all.get(i);
      if (c == null) {
        texts.require(false, "/conditions/" + i, "is null");
        continue;
      }
      texts
          .required("/conditions/" + i + "/condition", c.condition(), 1000)
          .optional("/conditions/" + i + "/description", c.description(), 4000);
    }
    texts.check();
  }
}
