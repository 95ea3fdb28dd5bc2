package dev.assent.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.json.Json;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static void failed(Story story, String step, String detail) {
    assertThat(story.state()).isEqualTo(InstanceState.RUNNING);
    Token.Incident incident = Objects.requireNonNull(story.token(step).incident());
    assertThat(incident.detail()).contains(detail);
    assertThat(story.step(step).status()).isEqualTo(StepState.ACTIVE);
    assertThat(story.told()).contains("INCIDENT_OPENED " + step);
    assertThat(story.wanted()).contains("incident at " + step);
  }

  @Nested
  class Tasks {
    @Test
    void wait_and_lead_on() {
      Story story =
          Story.of("- {id: one, type: task, assignee: \"'ann'\"}\n- {id: two, type: task}\n");
      assertThat(story.waiting()).containsExactly("one");
      assertThat(story.token("one").assignee()).isEqualTo("ann");
      assertThat(story.token("one").since()).isEqualTo(Story.NOW);
      assertThat(story.told())
          .isEqualTo(
              """
              INSTANCE_STARTED
              STEP_ACTIVATED one {"assignee":"ann"}""");

      story.complete("one", "{\"n\": 3}");
      assertThat(story.waiting()).containsExactly("two");
      assertThat(story.token("two").assignee()).isNull();
      assertThat(story.step("one").decidedBy()).containsExactly("tom");
      assertThat(story.step("one").output()).isEqualTo(Json.parse("{\"n\": 3}"));
      assertThat(story.told())
          .isEqualTo(
              """
              STEP_COMPLETED one {"output":{"n":3}}
              STEP_ACTIVATED two""");

      story.complete("two");
      assertThat(story.state()).isEqualTo(InstanceState.COMPLETED);
      assertThat(story.told())
          .isEqualTo(
              """
              STEP_COMPLETED two
              INSTANCE_COMPLETED""");
    }

    @Test
    void are_for_whom_an_expression_names() {
      assertThat(
              Story.of("- {id: t, type: task, assignee: \"instance.startedBy\"}\n")
                  .token("t")
                  .assignee())
          .isEqualTo("rita");
      assertThat(
              Story.of("- {id: t, type: task, assignee: \"input.boss\"}\n", "{\"boss\": \"bo\"}")
                  .token("t")
                  .assignee())
          .isEqualTo("bo");
    }

    @Test
    void fail_when_nobody_is_named() {
      failed(
          Story.of("- {id: t, type: task, assignee: \"input.boss\"}\n"),
          "t",
          "the expression 'input.boss' cannot be evaluated: the field 'boss' is missing");
      failed(
          Story.of("- {id: t, type: task, assignee: \"input.boss\"}\n", "{\"boss\": \"\"}"),
          "t",
          "an empty string");
      failed(
          Story.of(
              "- {id: t, type: task, assignee: \"input.boss\"}\n", "{\"boss\": [\"a\", \"b\"]}"),
          "t",
          "'input.boss' names [a, b] instead of one user");
    }

    @Test
    void refuse_a_token_that_is_not_there() {
      Story story = Story.of("- {id: t, type: task}\n");
      UUID stranger = new UUID(7, 7);
      assertThatThrownBy(() -> story.tell(new EngineCommand.CompleteTask(stranger, "tom", null)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no token " + stranger + " waits in this execution");
      assertThat(story.waiting()).containsExactly("t");
    }
  }

  @Nested
  class Conditions {
    private static final String SKIPPABLE =
        """
        - {id: t, type: task, when: "input.run"}
        - {id: a, type: approval, when: "input.run", approvers: {roles: [r]}}
        - {id: d, type: decision, when: "input.run", cases: [{when: "true", end: rejected}]}
        - id: p
          type: parallel
          when: "input.run"
          branches: [{steps: [{id: in, type: task}]}, {steps: [{id: out, type: task}]}]
        - {id: last, type: task}
        """;

    @Test
    void skip_a_step_of_every_kind() {
      Story story = Story.of(SKIPPABLE, "{\"run\": false}");
      assertThat(story.waiting()).containsExactly("last");
      assertThat(story.told())
          .isEqualTo(
              """
              INSTANCE_STARTED
              STEP_SKIPPED t
              STEP_SKIPPED a
              STEP_SKIPPED d
              STEP_SKIPPED p
              STEP_ACTIVATED last""");
      assertThat(story.step("t").visits()).isZero();
      assertThat(story.step("in")).isEqualTo(StepRecord.UNREACHED);
      assertThat(story.wanted()).isEmpty();
    }

    @Test
    void run_a_step_of_every_kind() {
      Story story = Story.of(SKIPPABLE, "{\"run\": true}").complete("t");
      assertThat(story.waiting()).containsExactly("a");
      assertThat(story.approve("a", "u").state()).isEqualTo(InstanceState.REJECTED);
    }

    @Test
    void see_what_earlier_steps_have_made_of_it() {
      String steps =
          """
          - {id: t, type: task}
          - {id: a, type: approval, approvers: {roles: [r]}, onReject: {goto: t}}
          - {id: x, type: task, when: "steps.t.output.n == 2 && steps.a.decision == 'APPROVED' && 'u' in steps.a.decidedBy"}
          - {id: y, type: task, when: "steps.x.status == 'SKIPPED' && steps.t.visits == 2"}
          """;
      Story story = Story.of(steps).complete("t", "{\"n\": 2}").reject("a", "u");
      assertThat(story.complete("t", "{\"n\": 3}").approve("a", "u").waiting())
          .containsExactly("y");
      assertThat(Story.of(steps).complete("t", "{\"n\": 2}").approve("a", "u").waiting())
          .containsExactly("x");
    }

    @Test
    void count_with_a_number_as_the_database_gives_it_back() {
      String steps =
          "- {id: t, type: task}\n- {id: x, type: task, when: \"steps.t.output.n + 1 == 101\"}\n";
      for (String written : List.of("100", "1e2")) {
        Story story = Story.of(steps).complete("t", "{\"n\": " + written + "}");
        assertThat(story.waiting()).as(written).containsExactly("x");
      }
    }

    @Test
    void skip_the_last_step_to_the_end() {
      Story story = Story.of("- {id: t, type: task, when: \"false\"}\n");
      assertThat(story.state()).isEqualTo(InstanceState.COMPLETED);
    }

    @Test
    void fail_the_instance_by_name_when_they_cannot_be_evaluated() {
      failed(
          Story.of("- {id: t, type: task}\n- {id: x, type: task, when: \"steps.t.output.n > 1\"}\n")
              .complete("t"),
          "x",
          "the expression 'steps.t.output.n > 1' cannot be evaluated: the field 'n' is missing");
      failed(
          Story.of("- {id: x, type: task, when: \"input.n\"}\n", "{\"n\": 3}"),
          "x",
          "it yields a number where true or false is needed");
    }
  }

  @Nested
  class Approvals {
    @Test
    void ask_users_and_roles() {
      Story story =
          Story.of(
              """
              - id: a
                type: approval
                approvers: {users: ["'u'", "input.list"], roles: [r]}
              """,
              "{\"list\": [\"v\", \"u\"]}");
      Effect.OpenApproval open = (Effect.OpenApproval) story.last().effects().get(0);
      assertThat(open.id()).isEqualTo(story.token("a").id());
      assertThat(open.stages().get(0).users()).containsExactly("u", "v");
      assertThat(open.node().roles()).containsExactly("r");
      assertThat(story.told())
          .isEqualTo(
              """
              INSTANCE_STARTED
              STEP_ACTIVATED a""");
    }

    @Test
    void lead_on_when_approved() {
      Story story =
          Story.of("- {id: a, type: approval, approvers: {roles: [r]}}\n- {id: t, type: task}\n")
              .approve("a", "u", "v");
      assertThat(story.waiting()).containsExactly("t");
      assertThat(story.step("a").decision()).isEqualTo("APPROVED");
      assertThat(story.step("a").decidedBy()).containsExactly("u", "v");
      assertThat(story.wanted()).isEmpty();
      assertThat(story.told())
          .isEqualTo(
              """
              STEP_COMPLETED a {"decision":"APPROVED"}
              STEP_ACTIVATED t""");
    }

    @Test
    void end_the_instance_when_rejected() {
      Story story =
          Story.of("- {id: a, type: approval, approvers: {roles: [r]}}\n- {id: t, type: task}\n")
              .reject("a", "u");
      assertThat(story.state()).isEqualTo(InstanceState.REJECTED);
      assertThat(story.told())
          .isEqualTo(
              """
              STEP_COMPLETED a {"decision":"REJECTED"}
              INSTANCE_REJECTED""");
    }

    @Test
    void lead_back_as_often_as_allowed() {
      Story story =
          Story.of(
              """
              - {id: t, type: task}
              - {id: a, type: approval, approvers: {roles: [r]}, onReject: {goto: t, atMost: 2}}
              """);
      for (int i = 1; i <= 2; i++) {
        story.complete("t").reject("a", "u");
        assertThat(story.waiting()).containsExactly("t");
        assertThat(story.step("t").visits()).isEqualTo(i + 1);
        assertThat(story.execution().jumps()).containsEntry(0, i);
        assertThat(story.told())
            .isEqualTo(
                """
                STEP_COMPLETED a {"decision":"REJECTED"}
                GOTO a {"target":"t"}
                STEP_ACTIVATED t""");
      }
      story.complete("t").reject("a", "u");
      assertThat(story.state()).isEqualTo(InstanceState.REJECTED);
      assertThat(story.execution().jumps()).as("jumps that were taken").containsEntry(0, 2);
    }

    @Test
    void use_a_new_id_for_each_activation() {
      Story story =
          Story.of("- {id: a, type: approval, approvers: {roles: [r]}, onReject: {goto: a}}\n");
      UUID first = story.token("a").id();
      assertThat(story.reject("a", "u").token("a").id()).isNotEqualTo(first);
      assertThat(story.wanted()).isEqualTo("open a for [] not {}");
      assertThat(story.step("a").visits()).isEqualTo(2);
    }

    @Test
    void keep_the_requester_out() {
      Story story =
          Story.of(
              "- {id: a, type: approval, approvers: {users: [\"'rita'\", \"'u'\"], notRequester: true}}\n");
      assertThat(story.wanted())
          .isEqualTo(
              "open a for [rita, u] not {rita=the requester must not decide (notRequester)}");
    }

    @Test
    void keep_out_whoever_acted_in_another_step() {
      Story story =
          Story.of(
                  """
                  - {id: t, type: task}
                  - {id: a, type: approval, approvers: {roles: [r]}}
                  - {id: b, type: approval, approvers: {roles: [r], distinctFrom: [t, a, later]}}
                  - {id: later, type: approval, approvers: {roles: [r]}}
                  """)
              .completeAs("eve", "t")
              .approve("a", "u", "v");
      assertThat(story.wanted())
          .isEqualTo(
              "open b for [] not {eve=whoever decided step t must not decide (distinctFrom), u=whoever decided step a"
                  + " must not decide (distinctFrom), v=whoever decided step a must not decide (distinctFrom)}");
    }

    @Test
    void fail_when_nobody_is_left_to_decide() {
      failed(
          Story.of(
              "- {id: a, type: approval, approvers: {users: [\"'rita'\"], notRequester: true}}\n"),
          "a",
          "none of the approvers [rita] may decide: [the requester must not decide (notRequester)]");
      failed(
          Story.of(
                  """
                  - {id: t, type: task}
                  - {id: a, type: approval, approvers: {users: ["input.list"], distinctFrom: [t]}}
                  """,
                  "{\"list\": [\"eve\"]}")
              .completeAs("eve", "t"),
          "a",
          "none of the approvers [eve] may decide");
    }

    @Test
    void fail_when_all_have_to_approve_and_one_must_not() {
      failed(
          Story.of(
              """
              - id: a
                type: approval
                approvers: { users: ["'ben'", "'rita'"], roles: [r], notRequester: true }
                policy: all
              """),
          "a",
          "all of the approvers [ben, rita] have to approve, but rita may not: the requester must not"
              + " decide (notRequester)");
      assertThat(
              Story.of(
                      """
                      - id: a
                        type: approval
                        approvers: { users: ["'ben'", "'rita'"], notRequester: true }
                      """)
                  .wanted())
          .contains("open a");
      failed(
          Story.of(
              "- {id: a, type: approval, approvers: {users: [\"input.list\"]}}\n",
              "{\"list\": []}"),
          "a",
          "there is no approver");
      assertThat(
              Story.of(
                      "- {id: a, type: approval, approvers: {users: [\"'rita'\"], roles: [r], notRequester: true}}\n")
                  .waiting())
          .as("a role may have others")
          .containsExactly("a");
    }
  }

  @Nested
  class Decisions {
    private static final String WAYS =
        """
        - {id: first, type: task, when: "false"}
        - id: d
          type: decision
          cases:
            - {when: "input.n == 1", goto: far}
            - {when: "input.n == 2", end: rejected}
            - {when: "input.n == 3", end: completed}
            - {when: "input.n == 4", steps: [{id: in, type: task}, {id: within, type: task}]}
            - {when: "input.n >= 4", goto: first, atMost: 3}
        - {id: near, type: task}
        - {id: far, type: task}
        """;

    @Test
    void take_the_first_case_that_is_true() {
      Story forward = Story.of(WAYS, "{\"n\": 1}");
      assertThat(forward.waiting()).containsExactly("far");
      assertThat(forward.told())
          .isEqualTo(
              """
              INSTANCE_STARTED
              STEP_SKIPPED first
              STEP_ACTIVATED d
              STEP_COMPLETED d {"case":"1"}
              STEP_ACTIVATED far""");
      assertThat(forward.step("near")).isEqualTo(StepRecord.UNREACHED);
      assertThat(Story.of(WAYS, "{\"n\": 2}").state()).isEqualTo(InstanceState.REJECTED);
      assertThat(Story.of(WAYS, "{\"n\": 3}").state()).isEqualTo(InstanceState.COMPLETED);
      Story nested = Story.of(WAYS, "{\"n\": 4}");
      assertThat(nested.waiting()).containsExactly("in");
      assertThat(nested.complete("in").waiting()).containsExactly("within");
      assertThat(nested.complete("within").waiting()).containsExactly("near");
    }

    @Test
    void go_on_behind_themselves_without_a_case_or_default() {
      Story story = Story.of(WAYS, "{\"n\": 0}");
      assertThat(story.waiting()).containsExactly("near");
      assertThat(story.told()).contains("STEP_COMPLETED d {\"case\":\"default\"}");
    }

    @Test
    void take_the_default_when_no_case_is_true() {
      String steps =
          "- {id: d, type: decision, cases: [{when: \"false\", end: completed}], default: {end: rejected}}\n";
      assertThat(Story.of(steps).state()).isEqualTo(InstanceState.REJECTED);
    }

    @Test
    void fail_when_a_way_back_was_taken_too_often() {
      Story story = Story.of(WAYS, "{\"n\": 9}");
      failed(story, "d", "case 5 was taken 3 times, which is its bound (atMost)");
      assertThat(story.execution().jumps()).containsEntry(0, 3);
      assertThat(story.step("d").visits()).isEqualTo(4);
    }

    @Test
    void fail_by_name_when_a_case_cannot_be_evaluated() {
      failed(
          Story.of(WAYS),
          "d",
          "the expression 'input.n == 1' cannot be evaluated: the field 'n' is missing");
    }

    @Test
    void never_run_in_circles_without_end() {
      String circles =
          """
          - {id: d, type: decision, cases: [{when: "true", goto: d, atMost: 1000}]}
          """;
      failed(Story.of(circles), "d", "case 1 was taken 1000 times");
      // steps in front of the circle shift the step at which the bound is met, waiting or not
      for (int shift = 0; shift < 3; shift++) {
        Story story = Story.of(wide(shift));
        assertThat(story.state()).isEqualTo(InstanceState.RUNNING);
        assertThat(story.wanted()).contains("passed 10000 steps without coming to one that waits");
      }
    }

    /** A circle through a fork whose first branch waits, behind {@code skipped} skipped steps. */
    private static String wide(int skipped) {
      StringBuilder steps = new StringBuilder();
      for (int i = 0; i < skipped; i++) {
        steps.append("- {id: x").append(i).append(", type: task, when: \"false\"}\n");
      }
      StringBuilder cases = new StringBuilder();
      for (int i = 0; i < 10; i++) {
        cases
            .append("{when: \"steps.fork.visits <= ")
            .append((i + 1) * 1000)
            .append("\", goto: fork, atMost: 1000}, ");
      }
      return steps
          + """
          - id: fork
            type: parallel
            branches:
              - steps: [{id: ask, type: approval, approvers: {roles: [r]}}]
              - steps: [{id: back, type: decision, cases: [%s]}]
          """
              .formatted(cases);
    }
  }

  @Nested
  class Branches {
    private static final String NESTED =
        """
        - id: outer
          type: parallel
          branches:
            - steps: [{id: a, type: task}, {id: b, type: task}]
            - steps:
                - id: inner
                  type: parallel
                  branches:
                    - steps: [{id: c, type: approval, approvers: {roles: [r]}, onReject: {goto: start}}]
                    - steps: [{id: d, type: approval, approvers: {roles: [r]}, onReject: {goto: inner}}]
                - {id: e, type: task}
            - steps: [{id: skipped, type: task, when: "false"}]
        - {id: last, type: task}
        """;
    private static final String WHOLE = "- {id: start, type: task}\n" + NESTED;

    private static Story forked() {
      return Story.of(WHOLE).complete("start");
    }

    @Test
    void all_start_at_once() {
      Story story = forked();
      assertThat(story.waiting()).containsExactlyInAnyOrder("a", "c", "d");
      assertThat(story.step("outer").status()).isEqualTo(StepState.ACTIVE);
      assertThat(story.step("inner").status()).isEqualTo(StepState.ACTIVE);
      assertThat(story.execution().joins()).as("the skipped branch has arrived").hasSize(1);
      assertThat(story.told())
          .isEqualTo(
              """
              STEP_COMPLETED start
              STEP_ACTIVATED outer
              STEP_ACTIVATED a
              STEP_ACTIVATED inner
              STEP_SKIPPED skipped
              STEP_ACTIVATED c
              STEP_ACTIVATED d""");
    }

    @Test
    void are_waited_for_all() {
      Story story = forked().approve("d", "u").approve("c", "u");
      assertThat(story.told())
          .isEqualTo(
              """
              STEP_COMPLETED c {"decision":"APPROVED"}
              STEP_COMPLETED inner
              STEP_ACTIVATED e""");
      story.complete("e").complete("a");
      assertThat(story.waiting()).containsExactly("b");
      story.complete("b");
      assertThat(story.waiting()).containsExactly("last");
      assertThat(story.step("outer").status()).isEqualTo(StepState.COMPLETED);
      assertThat(story.execution().joins()).isEmpty();
      assertThat(story.complete("last").state()).isEqualTo(InstanceState.COMPLETED);
    }

    @Test
    void are_cancelled_with_their_approvals_by_a_jump_out_of_one_of_them() {
      Story story = forked();
      long sibling = story.token("d").id().getLeastSignificantBits();
      story.reject("c", "u");
      assertThat(story.waiting()).containsExactly("start");
      assertThat(story.wanted()).isEqualTo("cancel " + sibling);
      assertThat(story.told())
          .isEqualTo(
              """
              STEP_COMPLETED c {"decision":"REJECTED"}
              GOTO c {"target":"start"}
              STEP_CANCELLED a
              STEP_CANCELLED d
              STEP_CANCELLED inner
              STEP_CANCELLED outer
              STEP_ACTIVATED start""");
      assertThat(story.execution().joins()).isEmpty();
      assertThat(story.complete("start").waiting()).containsExactlyInAnyOrder("a", "c", "d");
      assertThat(story.step("d").visits()).isEqualTo(2);
    }

    @Test
    void of_others_go_on_when_a_jump_leaves_only_the_inner_ones() {
      Story story = forked();
      story.complete("a").reject("d", "u");
      assertThat(story.waiting()).containsExactlyInAnyOrder("b", "c", "d");
      assertThat(story.step("b").status()).isEqualTo(StepState.ACTIVE);
      assertThat(story.step("outer").status()).isEqualTo(StepState.ACTIVE);
      assertThat(story.step("inner").visits()).isEqualTo(2);
      assertThat(story.last().effects()).hasSize(3);
      assertThat(story.execution().joins()).hasSize(1);
    }

    @Test
    void are_waited_for_when_one_ends_with_a_decision() {
      Story story =
          Story.of(
              """
              - id: p
                type: parallel
                branches:
                  - steps: [{id: a, type: task}]
                  - steps: [{id: d, type: decision, cases: [{when: "false", end: completed}]}]
                  - steps: [{id: e, type: decision, cases: [{when: "true", steps: [{id: b, type: task}]}]}]
              - {id: last, type: task}
              """);
      assertThat(story.waiting()).containsExactly("a", "b");
      assertThat(story.step("p").status()).isEqualTo(StepState.ACTIVE);
      assertThat(story.complete("b").complete("a").waiting()).containsExactly("last");
      assertThat(story.step("p").status()).isEqualTo(StepState.COMPLETED);
    }

    @Test
    void are_cancelled_by_a_decision_that_leads_out_of_one_of_them() {
      Story story =
          Story.of(
              """
              - id: p
                type: parallel
                branches:
                  - steps: [{id: a, type: task}]
                  - steps: [{id: b, type: task}, {id: d, type: decision, cases: [{when: "true", goto: last}]}]
              - {id: never, type: task}
              - {id: last, type: task}
              """);
      assertThat(story.complete("b").waiting()).containsExactly("last");
      assertThat(story.step("a").status()).isEqualTo(StepState.CANCELLED);
      assertThat(story.step("p").status()).isEqualTo(StepState.CANCELLED);
    }

    @Test
    void end_the_whole_instance_by_a_rejection_inside() {
      Story story =
          Story.of(
              """
              - id: p
                type: parallel
                branches:
                  - steps: [{id: a, type: approval, approvers: {roles: [r]}}]
                  - steps: [{id: b, type: approval, approvers: {roles: [r]}}]
                  - steps: [{id: t, type: task}]
              """);
      long open = story.token("b").id().getLeastSignificantBits();
      story.reject("a", "u");
      assertThat(story.state()).isEqualTo(InstanceState.REJECTED);
      assertThat(story.wanted()).isEqualTo("cancel " + open);
      assertThat(story.told())
          .isEqualTo(
              """
              STEP_COMPLETED a {"decision":"REJECTED"}
              STEP_CANCELLED b
              STEP_CANCELLED t
              STEP_CANCELLED p
              INSTANCE_REJECTED""");
    }

    @Test
    void end_the_whole_instance_by_an_end_inside() {
      Story story =
          Story.of(
              """
              - id: p
                type: parallel
                branches:
                  - steps: [{id: a, type: approval, approvers: {roles: [r]}}]
                  - steps: [{id: d, type: decision, cases: [{when: "input.stop", end: completed}]}, {id: t, type: task}]
                  - steps: [{id: never, type: task}]
              """,
              "{\"stop\": true}");
      assertThat(story.state()).isEqualTo(InstanceState.COMPLETED);
      assertThat(story.wanted()).isEqualTo("open a for [] not {}\ncancel 2");
      assertThat(story.step("never")).isEqualTo(StepRecord.UNREACHED);
      assertThat(story.step("p").status()).isEqualTo(StepState.CANCELLED);
    }

    @Test
    void go_on_when_a_step_in_another_cannot() {
      Story story =
          Story.of(
              """
              - id: p
                type: parallel
                branches:
                  - steps: [{id: a, type: approval, approvers: {roles: [r]}}]
                  - steps: [{id: t, type: task, assignee: "input.nobody"}]
              """);
      failed(story, "t", "the field 'nobody' is missing");
      assertThat(story.step("a").status()).isEqualTo(StepState.ACTIVE);
      assertThat(story.approve("a", "u").waiting()).containsExactly("t");
    }

    @Test
    void take_back_requests_of_before_when_the_instance_fails() {
      Story story =
          Story.of(
              """
              - id: p
                type: parallel
                branches:
                  - steps: [{id: a, type: approval, approvers: {roles: [r]}}]
                  - steps: [{id: t, type: task}, {id: u, type: task, assignee: "input.nobody", required: true}]
              """);
      long open = story.token("a").id().getLeastSignificantBits();
      story.complete("t");
      assertThat(story.state()).isEqualTo(InstanceState.FAILED);
      assertThat(Objects.requireNonNull(story.execution().failure()).detail())
          .contains("the field 'nobody' is missing");
      assertThat(story.told()).contains("STEP_FAILED u").contains("INSTANCE_FAILED");
      assertThat(story.wanted()).isEqualTo("cancel " + open);
    }
  }

  @Nested
  class Waits {
    @Test
    void for_a_signal_have_one_correlation_or_an_incident() {
      String steps = "- {id: w, type: wait, signal: paid, correlation: \"input.by\"}\n";
      assertThat(Story.of(steps, "{\"by\": \"a\"}").token("w").correlation()).isEqualTo("a");
      failed(Story.of(steps, "{\"by\": []}"), "w", "yields [] instead of one correlation");
      failed(Story.of(steps, "{\"by\": [\"a\", \"b\"]}"), "w", "yields [a, b] instead of one");
    }
  }

  @Nested
  class Texts {
    @Test
    void that_cannot_be_stored_are_an_incident_and_no_fault() {
      failed(Story.of("- {id: t, type: task, assignee: '\"a\\u0000\"'}\n"), "t", "NUL");
      failed(
          Story.of(
              """
              - {id: c, type: call, http: {url: '"http://localhost/\\u0000"'}}
              """),
          "c",
          "the request cannot be stored");
    }
  }

  @Nested
  class Cancelling {
    @Test
    void ends_everything_that_is_open() {
      Story story = Branches.forked();
      long c = story.token("c").id().getLeastSignificantBits();
      long d = story.token("d").id().getLeastSignificantBits();
      story.cancel();
      assertThat(story.state()).isEqualTo(InstanceState.CANCELLED);
      assertThat(story.waiting()).isEmpty();
      assertThat(story.wanted()).isEqualTo("cancel " + c + "\ncancel " + d);
      assertThat(story.told())
          .isEqualTo(
              """
              STEP_CANCELLED a
              STEP_CANCELLED c
              STEP_CANCELLED d
              STEP_CANCELLED inner
              STEP_CANCELLED outer
              INSTANCE_CANCELLED""");
      assertThat(story.execution().failure()).isNull();
      assertThat(story.step("start").status()).isEqualTo(StepState.COMPLETED);
    }
  }
}
