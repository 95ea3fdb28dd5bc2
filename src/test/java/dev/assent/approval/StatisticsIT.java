package dev.assent.approval;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.decide;
import static dev.assent.testing.Scene.request;
import static dev.assent.testing.Scene.requested;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told about decisions over a period. */
class StatisticsIT {
  private static final String STATISTICS = "api/v1/approvals/statistics";

  private final Caller root = Scene.tenant(Scene.fresh("statistics"));

  private String asked(String stage) {
    ObjectNode body = request("T", List.of(), List.of());
    body.remove("approvers");
    ObjectNode only = body.putArray("stages").addObject().put("name", stage).put("due", "PT1H");
    only.putObject("approvers").putArray("users").add("root");
    return requested(root, body).path("id").asText();
  }

  @Test
  void counts_decisions_by_outcome_and_tells_groups_apart() {
    for (String decision : List.of("APPROVE", "APPROVE", "APPROVE", "REJECT", "ABSTAIN")) {
      json(decide(root, asked("one"), decision), 201);
    }
    json(decide(root, asked("two"), "REQUEST_CHANGES"), 201);
    asked("two");

    JsonNode told = json(root.get(STATISTICS + "?groupBy=stage"), 200);

    JsonNode total = told.path("total");
    assertThat(total.path("decided").asInt()).isEqualTo(6);
    assertThat(total.path("approved").asInt()).isEqualTo(3);
    assertThat(total.path("rejected").asInt()).isEqualTo(1);
    assertThat(total.path("abstained").asInt()).isEqualTo(1);
    assertThat(total.path("changesRequested").asInt()).isEqualTo(1);
    assertThat(total.path("rejectionRate").asDouble()).isEqualTo(0.25);
    assertThat(total.path("open").asInt()).isEqualTo(1);
    assertThat(total.path("overdue").asInt()).isZero();
    for (String time : List.of("p50", "p90", "p95", "mean")) {
      assertThat(Duration.parse(total.path("timeToDecide").path(time).asText()))
          .isBetween(Duration.ZERO, Duration.ofMinutes(5));
    }
    assertThat(told.path("groups").findValuesAsText("name")).containsExactly("one", "two");
    assertThat(told.at("/groups/1/statistics/open").asInt()).isEqualTo(1);
    assertThat(told.at("/groups/1/statistics/rejectionRate").isMissingNode()).isTrue();
    assertThat(
            json(root.get(STATISTICS + "?groupBy=approver&stage=two"), 200)
                .at("/groups/0/name")
                .asText())
        .isEqualTo("user:root");
    JsonNode alone = json(root.get(STATISTICS + "?groupBy=workflow&approver=root"), 200);
    assertThat(alone.at("/groups/0/statistics")).isEqualTo(total);
    assertThat(alone.at("/groups/0").has("name")).isFalse();
    JsonNode before =
        json(root.get(STATISTICS + "?from=2020-01-01T00:00:00Z&to=2020-12-31T00:00:00Z"), 200);
    assertThat(before.at("/total/decided").asInt()).isZero();
    assertThat(json(root.get(STATISTICS + "?workflow=w&step=s"), 200).at("/total/open").asInt())
        .isZero();
  }

  @Test
  void estimates_how_long_an_open_request_takes() {
    for (int i = 0; i < 3; i++) {
      json(decide(root, asked("one"), "APPROVE"), 201);
    }
    String open = asked("one");
    String path = "api/v1/approvals/";

    JsonNode told = json(root.get(path + open), 200);

    Duration estimate = Duration.parse(told.path("estimatedDuration").asText());
    assertThat(estimate).isBetween(Duration.ZERO, Duration.ofMinutes(5));
    assertThat(told.at("/stages/0/estimatedDuration")).isEqualTo(told.path("estimatedDuration"));
    assertThat(json(root.get(path + asked("two")), 200).has("estimatedDuration"))
        .as("no such stage has ended")
        .isFalse();
    assertThat(root.get(path).body()).doesNotContain("estimatedDuration");
    json(decide(root, open, "APPROVE"), 201);
    assertThat(root.get(path + open).body()).doesNotContain("estimatedDuration");
  }

  @Test
  void refuses_periods_that_are_none_or_too_long() {
    for (String wrong :
        List.of(
            "from=yesterday",
            "from=2026-01-01",
            "to=2026-01-01T00:00:00Z&from=2026-01-01T00:00:00Z",
            "from=2024-01-01T00:00:00Z&to=2025-01-02T00:00:01Z",
            "from=0000-01-01T00:00:00Z",
            "groupBy=step")) {
      problem(root.get(STATISTICS + "?" + wrong), 400, "invalid-parameter");
    }
  }
}
