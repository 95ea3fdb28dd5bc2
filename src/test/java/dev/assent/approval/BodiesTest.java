package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assent.consensus.Policy;
import dev.assent.identity.Caller;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BodiesTest {
  private static final Policy ANY = Policy.of(Policy.Type.ANY);
  private static final Policy ALL = Policy.of(Policy.Type.ALL);

  private static List<String> errors(Runnable check) {
    ProblemException e = catchThrowableOfType(ProblemException.class, check::run);
    assertThat(e).as("a refusal").isNotNull();
    assertThat(e.type()).isEqualTo(ProblemType.INVALID_BODY);
    assertThat(e.errors()).isNotEmpty();
    assertThat(e.detail()).contains(e.errors().get(0).detail());
    List<String> lines = new ArrayList<>();
    for (FieldError error : e.errors()) {
      lines.add(error.pointer() + " " + error.detail());
    }
    return lines;
  }

  @Nested
  class NewDecisions {
    private static final NewDecision.NewCondition FINE =
        new NewDecision.NewCondition("receipts", null);

    private static NewDecision decision(Decision decision, NewDecision.NewCondition... conditions) {
      return body(decision, null, Arrays.asList(conditions));
    }

    private static NewDecision body(
        Decision decision, String rationale, List<NewDecision.NewCondition> conditions) {
      return new NewDecision(decision, rationale, conditions, null, null, null, null, null);
    }

    @Test
    void are_accepted() {
      body(Decision.APPROVE, null, null).verdict();
      body(Decision.REJECT, "x".repeat(10_000), List.of()).verdict();
      decision(Decision.APPROVE_WITH_CONDITIONS, FINE, FINE).verdict();
    }

    @Test
    void need_a_decision() {
      assertThat(errors(() -> body(null, null, null).verdict()))
          .containsExactly(
              "/decision is required; allowed are [APPROVE, APPROVE_WITH_CONDITIONS, REJECT,"
                  + " REQUEST_CHANGES, ABSTAIN]");
    }

    @Test
    void have_a_bounded_rationale() {
      assertThat(errors(() -> body(Decision.REJECT, "x".repeat(10_001), null).verdict()))
          .containsExactly("/rationale is longer than 10000 characters");
    }

    @Test
    void have_conditions_only_where_they_belong() {
      assertThat(errors(() -> decision(Decision.APPROVE, FINE).verdict()))
          .containsExactly("/conditions go with APPROVE_WITH_CONDITIONS only");
      assertThat(errors(() -> decision(Decision.APPROVE_WITH_CONDITIONS).verdict()))
          .containsExactly("/conditions are required with APPROVE_WITH_CONDITIONS");
    }

    @Test
    void say_which_condition_is_wrong() {
      assertThat(
              errors(
                  () ->
                      decision(
                              Decision.APPROVE_WITH_CONDITIONS,
                              FINE,
                              null,
                              new NewDecision.NewCondition(" ", null),
                              new NewDecision.NewCondition("x".repeat(1001), "x".repeat(4001)))
                          .verdict()))
          .containsExactly(
              "/conditions/1 is null",
              "/conditions/2/condition is required and must not be blank",
              "/conditions/3/condition is longer than 1000 characters",
              "/conditions/3/description is longer than 4000 characters");
    }

    @Test
    void have_a_bounded_number_of_conditions_and_of_errors() {
      List<NewDecision.NewCondition> many =
          Collections.nCopies(10_000, new NewDecision.NewCondition("", null));
      NewDecision body = body(Decision.APPROVE_WITH_CONDITIONS, null, many);
      assertThat(errors(body::verdict))
          .hasSize(NewDecision.MAX_CONDITIONS + 1)
          .startsWith("/conditions are more than 50");
    }
  }

  @Nested
  class NewApprovals {
    private static NewStage.Approvers asked(List<String> users, List<String> roles, Boolean not) {
      return new NewStage.Approvers(users, roles, null, null, null, null, null, null, not, null);
    }

    private static NewApproval body(String title, NewStage.Approvers asked, Policy policy) {
      return new NewApproval(
          title, null, null, null, null, null, asked, policy, null, null, null, null, null, null);
    }

    private static NewApproval approval(String title, List<String> users, List<String> roles) {
      return body(title, asked(users, roles, true), null);
    }

    private static ApprovalRequest request(NewApproval body) {
      return new Routing().route(new Caller("demo", "rita", Set.of(), Set.of()), body);
    }

    @Test
    void become_requests() {
      ApprovalRequest request =
          request(approval("Claim", List.of("ann", "ben", "ann"), List.of("ann")));
      assertThat(request.title()).isEqualTo("Claim");
      assertThat(request.priority()).isEqualTo(Priority.NORMAL);
      StagePlan stage = request.route().stages().get(0);
      assertThat(stage.approvers())
          .containsExactly(Approver.user("ann"), Approver.user("ben"), Approver.role("ann"));
      assertThat(stage.policy()).isEqualTo(ANY);
      assertThat(stage.excluded())
          .containsOnlyKeys("rita")
          .containsValue("the requester must not decide (notRequester)");
    }

    @Test
    void refuse_to_wait_for_a_requester_who_must_not_decide() {
      String error =
          "/approvers need the decision of the requester, who must not decide (notRequester)";
      assertThat(errors(() -> notByRequester(ANY, "rita"))).containsExactly(error);
      assertThat(errors(() -> notByRequester(ALL, "rita", "ann"))).containsExactly(error);
      assertThat(notByRequester(ANY, "rita", "ann")).hasSize(2);
      assertThat(notByRequester(ALL, "ben", "ann")).hasSize(2);
    }

    private static List<Approver> notByRequester(Policy policy, String... users) {
      return request(body("x", asked(List.of(users), null, true), policy))
          .route()
          .stages()
          .get(0)
          .approvers();
    }

    @Test
    void tell_all_that_is_wrong_at_once() {
      assertThat(errors(() -> request(body(null, null, null))))
          .containsExactly(
              "/title is required and must not be blank",
              "/approvers needs a user or a role at least");
      ApprovalSubject subject =
          new ApprovalSubject(
              "t".repeat(101), "i".repeat(201), Json.parse("\"" + "d".repeat(65_536) + "\""));
      assertThat(
              errors(
                  () ->
                      request(
                          new NewApproval(
                              "x".repeat(501),
                              "x".repeat(10_001),
                              subject,
                              Priority.LOW,
                              null,
                              null,
                              asked(List.of("ann", " "), null, null),
                              ALL,
                              null,
                              null,
                              null,
                              null,
                              null,
                              null))))
          .containsExactly(
              "/title is longer than 500 characters",
              "/description is longer than 10000 characters",
              "/subject/type is longer than 100 characters",
              "/subject/id is longer than 200 characters",
              "/subject/data is larger than 65536 bytes",
              "/approvers is required and must not be blank");
    }

    @Test
    void take_null_for_no_name() {
      assertThat(errors(() -> request(approval("t", Arrays.asList("ann", null), null))))
          .containsExactly("/approvers is required and must not be blank");
    }

    @Test
    void have_a_bounded_number_of_approvers_and_of_errors() {
      List<String> many = IntStream.range(0, 10_000).mapToObj(i -> "x".repeat(200) + i).toList();
      assertThat(errors(() -> request(approval("t", many, null))))
          .hasSize(NewStage.MAX_APPROVERS + 1)
          .startsWith("/approvers are more than 100");
    }
  }
}
