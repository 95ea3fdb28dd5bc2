package dev.assent.approval;

import dev.assent.platform.web.Texts;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a routing policy: which requests it is for, and the way that they take.
 *
 * @param when a condition in CEL; always without
 * @param risk becomes the request's
 * @param expires from the request's being made to when it is over as a whole
 * @param autoApprove whether a request that needs no stage, as there are none or all are skipped,
 *     is approved at once
 */
public record RoutingRule(
    @Nullable String name,
    @Nullable String when,
    @Nullable RiskLevel risk,
    @Nullable Duration expires,
    Route.@Nullable OnResubmit onResubmit,
    @Nullable List<NewStage> stages,
    @Nullable Boolean autoApprove) {

  /** Everything that is wrong with it. */
  void check(Texts texts, String at) {
    texts.require(
        name == null || name.matches("[a-z0-9-]{1,64}"),
        at + "/name",
        "is no name of a rule: [a-z0-9-]{1,64}");
    RouteExpressions.checkCondition(texts, at + "/when", when);
    if (stages != null) {
      NewStage.checkAll(texts, stages, i -> at + "/stages/" + i, at + "/stages");
    } else {
      texts.require(approvesAtOnce(), at + "/stages", "are required, or autoApprove must be true");
    }
  }

  boolean approvesAtOnce() {
    return Boolean.TRUE.equals(autoApprove);
  }

  List<NewStage> stageList() {
    return stages == null ? List.of() : stages;
  }

  /** How many expressions it has. */
  int expressions() {
    int count = when == null ? 0 : 1;
    for (NewStage stage : stageList()) {
      if (stage != null) {
        List<String> names = stage.approversOrNone().expressions();
        count += (stage.when() == null ? 0 : 1) + (names == null ? 0 : names.size());
      }
    }
    return count;
  }
}
