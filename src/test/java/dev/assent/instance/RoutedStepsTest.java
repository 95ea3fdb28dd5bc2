package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.approval.Approver;
import dev.assent.approval.NewStage;
import dev.assent.approval.Route;
import dev.assent.approval.StagePlan;
import dev.assent.approval.UnroutedRequest;
import dev.assent.platform.json.Json;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Steps of type approval whose approvers have to be found before anybody is asked. */
class RoutedStepsTest {
  private static final String MANAGER =
      """
      - id: t
        type: task
      - id: a
        type: approval
        approvers: { manager: true, notRequester: true, distinctFrom: [t] }
        onReject: { goto: t }
      - id: after
        type: task
      """;

  private static Story looking() {
    return Story.of(MANAGER).completeAs("tom", "t");
  }

  private static UnroutedRequest unrouted(Story story, String input) {
    WorkflowInstance instance =
        new WorkflowInstance(
            new WorkflowInstance.Identity(
                Story.INSTANCE,
                "default",
                "story",
                1,
                null,
                new StartInstance.Entity("ORDER", "4711", null, null),
                Json.parse(input),
                Story.REQUESTER,
                Story.NOW,
                null,
                null));
    Effect.FindRoute find = (Effect.FindRoute) story.last().effects().get(0);
    UnroutedRequest unrouted = StepApproval.unrouted(instance, find.open(), story.graph());
    assertThat(
            Json.read(
                Json.mapper().<com.fasterxml.jackson.databind.JsonNode>valueToTree(unrouted),
                UnroutedRequest.class))
        .as("as the job has it")
        .isEqualTo(unrouted);
    return unrouted;
  }

  @Test
  void asks_when_they_are_found_and_not_before() {
    Story story = looking();
    assertThat(story.wanted())
        .isEqualTo(
            "find a for [] not {rita=the requester must not decide (notRequester),"
                + " tom=whoever decided step t must not decide (distinctFrom)}");
    assertThat(story.token("a").routing()).isTrue();
    assertThat(story.told()).isEqualTo("STEP_COMPLETED t\nSTEP_ACTIVATED a");
    UUID id = story.token("a").id();

    story.found("a");
    assertThat(story.wanted()).isEqualTo("open a as found");
    assertThat(story.token("a").id()).isEqualTo(id);
    assertThat(story.token("a").routing()).isFalse();
    assertThat(story.token("a").jobs()).isZero();
    story.approve("a", "max");
    assertThat(story.wanted()).isEmpty();
    assertThat(story.waiting()).containsExactly("after");
    assertThat(story.step("a").decidedBy()).containsExactly("max");
  }

  @Test
  void asks_once_only() {
    Story story = looking().found("a");
    assertThatThrownBy(() -> story.found("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("step a has asked already");
  }

  @Test
  void nobody_found_is_an_incident_and_a_retry_looks_again() {
    Story story = looking();
    UUID first = story.token("a").id();
    story.fail("a");
    assertThat(story.wanted()).isEqualTo("incident at a: it is broken");
    story.retry("a");
    assertThat(story.wanted()).startsWith("incident RETRIED\nfind a for []");
    assertThat(story.token("a").id()).isNotEqualTo(first);
    assertThat(story.found("a").wanted()).isEqualTo("open a as found");
  }

  @Test
  void leaves_no_job_behind_and_takes_no_request_back_that_is_not_there() {
    assertThat(looking().cancel().wanted()).isEqualTo("CancelJobs");
    assertThat(looking().found("a").cancel().wanted()).startsWith("cancel ");
    assertThat(looking().restart("t").wanted()).isEqualTo("CancelJobs");
    String timed = MANAGER.replace("  onReject:", "  timeout: PT1H\n  onReject:");
    Story late = Story.of(timed).completeAs("tom", "t");
    assertThat(late.wanted()).startsWith("time a PT1H\nfind a");
    late.fire("a");
    assertThat(late.wanted()).isEqualTo("CancelJobs\nincident at a: was not done within PT1H");
    Story asked = Story.of(timed).completeAs("tom", "t").found("a");
    assertThat(asked.token("a").jobs()).as("its time").isEqualTo(1);
    asked.fire("a");
    assertThat(asked.wanted()).matches("cancel \\d+\nincident at a: was not done within PT1H");
  }

  @Test
  void follows_what_the_document_says_of_a_failure() {
    Story story = Story.of(MANAGER.replace("  onReject:", "  onFailure: continue\n  onReject:"));
    story.completeAs("tom", "t").fail("a");
    assertThat(story.waiting()).containsExactly("after");
    assertThat(story.step("a").error()).isEqualTo("it is broken");
  }

  @Test
  void opens_at_once_when_the_stage_that_looks_is_not_needed() {
    String stages =
        """
        - id: a
          type: approval
          stages:
            - { name: clerk, approvers: { roles: [clerk] } }
            - { name: boss, when: "input.amount > 100", approvers: { manager: true } }
        """;
    assertThat(Story.of(stages, "{\"amount\": 7}").wanted())
        .isEqualTo("open a clerk for [] not {}, boss is skipped");
    assertThat(Story.of(stages, "{\"amount\": 700}").wanted())
        .isEqualTo("find a clerk for [] not {}, boss for [] not {}");
  }

  @Test
  void says_whom_to_find_for_each_stage() {
    Story story =
        Story.of(
            """
            - id: a
              type: approval
              onResubmit: ask_again
              stages:
                - { name: known, approvers: { users: ["input.boss"], roles: [clerk] } }
                - name: found
                  approvers: { users: ["input.boss"], roles: [clerk], capabilities: [law, tax], manager: true, distinctFrom: [known] }
                - { name: chosen, approvers: { roles: [board], select: best_suited, count: 2, notRequester: true }, policy: all }
                - { name: skipped, when: "false", approvers: { capabilities: [law] } }
            """,
            "{\"boss\": \"bob\"}");
    UnroutedRequest unrouted = unrouted(story, "{}");
    assertThat(unrouted.routing()).isNull();
    assertThat(unrouted.lookUps())
        .isEqualTo(
            Map.of(
                "found",
                new NewStage.Approvers(
                    null, null, null, true, null, List.of("law", "tax"), null, null, null, null),
                "chosen",
                new NewStage.Approvers(
                    null,
                    List.of("board"),
                    null,
                    null,
                    null,
                    null,
                    NewStage.Select.BEST_SUITED,
                    2,
                    null,
                    null)));
    List<StagePlan> stages = unrouted.request().route().stages();
    assertThat(stages.get(1).approvers())
        .containsExactly(Approver.user("bob"), Approver.role("clerk"));
    assertThat(stages.get(1).distinctFrom()).containsExactly("known");
    assertThat(stages.get(2).approvers()).as("its role is chosen from").isEmpty();
    assertThat(stages.get(2).excluded()).containsOnlyKeys("rita");
    assertThat(stages.get(3).skipped()).isNotNull();
  }

  @Test
  void leaves_the_stages_to_the_routing_policy() {
    Story story =
        Story.of(
            """
            - id: a
              type: approval
              routing: spending
              category: finance
              risk: LOW
              expires: P30D
              subject: { data: { amount: "input.amount" } }
            """,
            "{\"amount\": 12.5}");
    assertThat(story.wanted()).isEqualTo("find a ");
    UnroutedRequest unrouted = unrouted(story, "{\"amount\": 12.5}");
    assertThat(unrouted.routing()).isEqualTo("spending");
    assertThat(unrouted.request().route())
        .isEqualTo(
            new Route(
                List.of(), Route.OnResubmit.KEEP_DECIDED, java.time.Duration.ofDays(30), null));
    assertThat(unrouted.request().subject().data()).isEqualTo(Json.parse("{\"amount\":12.5}"));
  }

  @Test
  void each_turn_looks_for_itself() {
    Story story =
        Story.of(
            """
            - id: each
              type: forEach
              items: "input.owners"
              parallel: 2
              steps:
                - { id: a, type: approval, approvers: { users: ["item"], manager: true }, policy: all }
            """,
            "{\"owners\": [\"ann\", \"ben\"]}");
    assertThat(story.wanted()).isEqualTo("find a for [ann] not {}\nfind a for [ben] not {}");
    story.tell(new EngineCommand.TakeRoute(story.token("a", 1).id(), Story.FOUND));
    assertThat(story.token("a", 0).routing()).isTrue();
    assertThat(story.token("a", 1).routing()).isFalse();
  }

  @Test
  void keeps_looking_for_a_step_that_is_migrated() {
    Story story = looking();
    Migration.Result moved =
        Migration.of(
            story.graph(),
            Story.untold(MANAGER.replace("id: a\n", "id: b\n"), "{}").graph(),
            story.execution(),
            Map.of("a", "b"));
    Story now = Story.at(MANAGER.replace("id: a\n", "id: b\n"), moved.execution());
    assertThat(now.found("b").wanted()).isEqualTo("open b as found");
  }
}
