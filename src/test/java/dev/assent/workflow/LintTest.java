package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Warnings: what is allowed but is probably not meant. */
class LintTest {
  private static List<String> warnings(String steps) {
    WorkflowCompiler.Check check =
        WorkflowCompiler.check(
            "id: abc\nname: x\nsteps:\n" + steps.indent(2),
            DocumentFormat.YAML,
            Set.of("clerk", "manager"));
    assertThat(check.valid()).as(check.findings().toString()).isTrue();
    return check.findings().stream()
        .map(finding -> finding.severity() + " " + finding.line() + " " + finding.detail())
        .toList();
  }

  @Test
  void has_nothing_to_say_of_what_is_meant() {
    assertThat(
            warnings(
                """
                - { id: a, type: task, roles: [clerk] }
                - { id: l, type: loop, times: "3", steps: [{ id: w, type: wait, duration: PT1S }] }
                - id: d
                  type: decision
                  cases: [{ when: "input.n > 1", goto: a }, { when: "true", end: completed }]
                """))
        .isEmpty();
  }

  @Test
  void knows_what_a_vote_never_comes_to() {
    String vote =
        "- { id: v, type: consensus, method: simple, options: [%s], participants: \"['u']\", %s }\n"
            + "- { id: a, type: task, roles: [clerk] }";
    assertThat(
            warnings(vote.formatted("{id: y, meaning: approve}, {id: n}", "onReject: {goto: v}")))
        .containsExactly(
            "WARNING 4 no option of the step 'v' has 'meaning: reject'; 'onReject' is never taken");
    assertThat(warnings(vote.formatted("{id: y}, {id: n, meaning: reject}", "onReject: {goto: v}")))
        .isEmpty();
    assertThat(warnings(vote.formatted("{id: y}, input.others", "onReject: {goto: v}"))).isEmpty();
    assertThat(warnings(vote.formatted("{id: y}, {id: n}", "dropLast: true")))
        .containsExactly(
            "WARNING 4 the step 'v' has one round only, so 'dropLast' changes nothing; give 'rounds'"
                + " as well");
    assertThat(warnings(vote.formatted("{id: y}, {id: n}", "dropLast: true, rounds: 2"))).isEmpty();
  }

  @Test
  void knows_the_roles_of_the_tenant() {
    assertThat(
            warnings(
                """
                - { id: a, type: task, roles: [clerk, clrek] }
                - { id: b, type: approval, approvers: { roles: [nobody] } }
                - id: c
                  type: notify
                  to: { roles: [boss] }
                  message: "'x'"
                  compensate:
                    type: notify
                    message: "'y'"
                    to: { roles: [manager, gone] }
                """))
        .containsExactly(
            "WARNING 4 there is no role 'clrek' yet; nobody can have it; did you mean 'clerk'?",
            "WARNING 5 there is no role 'nobody' yet; nobody can have it",
            "WARNING 8 there is no role 'boss' yet; nobody can have it",
            "WARNING 13 there is no role 'gone' yet; nobody can have it");
    String text = "id: abc\nname: x\nsteps: [{id: a, type: task, roles: [any]}]";
    assertThat(WorkflowCompiler.check(text, DocumentFormat.YAML).findings()).isEmpty();
  }

  @Test
  void sees_what_is_not_meant_in_the_stages_of_an_approval() {
    assertThat(
            warnings(
                """
                - id: a
                  type: approval
                  stages:
                    - { approvers: { roles: [clerk, manager] }, weights: { mangaer: 2 }, policy: { type: weighted, threshold: 2, veto: [clerk] } }
                    - { when: "1 > 2", approvers: { roles: [clerk] }, escalations: [{ after: P1D, to: { roles: [boss] } }] }
                    - { approvers: { users: ["input.boss"] }, weights: { ann: 2 } }
                    - { approvers: { roles: [boss], select: best_suited }, weights: { ann: 2 } }
                """))
        .containsExactly(
            "WARNING 7 'mangaer' has a weight or a veto here, but is not asked; did you mean 'manager'?",
            "WARNING 8 the condition '1 > 2' is always false; the stage is never asked",
            "WARNING 8 there is no role 'boss' yet; nobody can have it",
            "WARNING 10 there is no role 'boss' yet; nobody can have it");
  }

  @Test
  void sees_conditions_that_depend_on_nothing() {
    assertThat(
            warnings(
                """
                - { id: a, type: task, roles: [clerk], when: "1 > 2" }
                - { id: b, type: task, roles: [clerk], when: "'a' == 'a' || input.x" }
                - id: d
                  type: decision
                  cases:
                    - { when: "false && input.x", end: completed }
                    - { when: "2 in [1, 2]", steps: [{ id: e, type: task, roles: [clerk] }] }
                  default: { goto: b }
                - id: l
                  type: loop
                  while: "true"
                  atMost: 3
                  steps: [{ id: m, type: loop, until: "1 == 1", atMost: 2, steps: [{ id: w, type: wait, signal: s }] }]
                """))
        .containsExactly(
            "WARNING 4 the condition '1 > 2' is always false; the step never runs",
            "WARNING 5 the condition ''a' == 'a' || input.x' is always true; the step runs without it as well",
            "WARNING 9 the condition 'false && input.x' is always false; the case is never taken",
            "WARNING 10 the condition '2 in [1, 2]' is always true; what stands behind it is never taken",
            "WARNING 14 the condition 'true' is always true; only 'atMost' ends the loop",
            "WARNING 16 the condition '1 == 1' is always true; the loop turns once");
  }

  @Test
  void sees_joins_that_are_never_done_and_what_stands_behind_them() {
    assertThat(
            warnings(
                """
                - id: p
                  type: parallel
                  branches:
                    - steps:
                        - { id: a, type: task, roles: [clerk] }
                        - { id: d, type: decision, cases: [{ when: "true", end: completed }] }
                    - steps: [{ id: b, type: task, roles: [clerk] }]
                - { id: never, type: task, roles: [clerk] }
                """))
        .containsExactly(
            "WARNING 4 the step 'p' is never done: its join wants 2 of 2 branches, but only 1 can come to the end; the others always end the instance or go elsewhere",
            "WARNING 11 nothing leads to the step 'never'; it never runs");
  }

  @Test
  void takes_a_join_of_one_when_the_other_branch_leaves() {
    assertThat(
            warnings(
                """
                - id: p
                  type: parallel
                  join: any
                  branches:
                    - steps: [{ id: d, type: decision, cases: [{ when: "input.x", end: completed }], default: { end: rejected } }]
                    - steps: [{ id: b, type: task, roles: [clerk] }]
                - { id: on, type: task, roles: [clerk] }
                """))
        .isEmpty();
  }

  @Test
  void sees_turns_in_which_nothing_waits() {
    assertThat(
            warnings(
                """
                - id: l
                  type: loop
                  until: "input.x"
                  steps:
                    - { id: d, type: decision, cases: [{ when: "input.y", steps: [{ id: t, type: task, roles: [clerk] }] }], default: { goto: d, atMost: 7 } }
                - { id: many, type: loop, times: "200", steps: [{ id: w, type: wait, signal: s }] }
                - { id: some, type: loop, times: "size(input.x)", atLimit: continue, steps: [{ id: v, type: wait, signal: s }] }
                """))
        .containsExactly(
            "WARNING 4 the loop 'l' has no 'atMost'; after 100 turns it fails",
            "WARNING 8 the decision 'd' goes back to a step before it with nothing between that waits; it may turn 7 times at once",
            "WARNING 9 the loop 'many' is to turn 200 times, but 'atMost' is 100",
            "WARNING 10 the loop 'some' has no 'atMost'; after 100 turns it ends");
    assertThat(
            warnings(
                """
                - id: l
                  type: loop
                  times: "3"
                  steps: [{ id: d, type: decision, set: { n: "1" }, cases: [{ when: "input.y", end: completed }], default: { steps: [{ id: e, type: wait, signal: s }] } }]
                - id: m
                  type: loop
                  times: "3"
                  steps: [{ id: f, type: decision, set: { n: "vars.n + index" }, cases: [{ when: "true", goto: g }] }, { id: g, type: parallel, branches: [{ steps: [{ id: h, type: forEach, items: "[]", steps: [{ id: i, type: wait, signal: s }] }] }] }]
                """))
        .containsExactly(
            "WARNING 8 the loop 'm' has nothing in it that waits; it may turn 3 times at once");
  }
}
