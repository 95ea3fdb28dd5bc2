package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assent.platform.json.Json;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BodiesTest {
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
    private static final Condition FINE = new Condition("receipts", null);

    private static NewDecision decision(Decision decision, Condition... conditions) {
      return new NewDecision(decision, null, Arrays.asList(conditions), null);
    }

    @Test
    void are_accepted() {
      new NewDecision(Decision.APPROVE, null, null, null).check();
      new NewDecision(Decision.REJECT, "x".repeat(10_000), List.of(), null).check();
      decision(Decision.APPROVE_WITH_CONDITIONS, FINE, FINE).check();
    }

    @Test
    void need_a_decision() {
      assertThat(errors(() -> new NewDecision(null, null, null, null).check()))
          .containsExactly(
              "/decision is required; allowed are [APPROVE, APPROVE_WITH_CONDITIONS, REJECT]");
    }

    @Test
    void have_a_bounded_rationale() {
      assertThat(
              errors(
                  () -> new NewDecision(Decision.REJECT, "x".repeat(10_001), null, null).check()))
          .containsExactly("/rationale is longer than 10000 characters");
    }

    @Test
    void have_conditions_only_where_they_belong() {
      assertThat(errors(() -> decision(Decision.APPROVE, FINE).check()))
          .containsExactly("/conditions go with APPROVE_WITH_CONDITIONS only");
      assertThat(errors(() -> decision(Decision.APPROVE_WITH_CONDITIONS).check()))
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
                              new Condition(" ", null),
                              new Condition("x".repeat(1001), "x".repeat(4001)))
                          .check()))
          .containsExactly(
              "/conditions/1 is null",
              "/conditions/2/condition is required and must not be blank",
              "/conditions/3/condition is longer than 1000 characters",
              "/conditions/3/description is longer than 4000 characters");
    }

    @Test
    void have_a_bounded_number_of_conditions_and_of_errors() {
      List<Condition> many = Collections.nCopies(10_000, new Condition("", null));
      NewDecision body = new NewDecision(Decision.APPROVE_WITH_CONDITIONS, null, many, null);
      assertThat(errors(body::check))
          .hasSize(NewDecision.MAX_CONDITIONS + 1)
          .startsWith("/conditions are more than 50");
    }
  }

  @Nested
  class NewApprovals {
    private static NewApproval approval(String title, List<String> users, List<String> roles) {
      return new NewApproval(
          title, null, null, new NewApproval.Approvers(users, roles, true), null, null);
    }

    @Test
    void become_requests() {
      ApprovalRequest request =
          approval("Claim", List.of("ann", "ben", "ann"), List.of("ann")).request("rita");
      assertThat(request.title()).isEqualTo("Claim");
      assertThat(request.approvers())
          .containsExactly(Approver.user("ann"), Approver.user("ben"), Approver.role("ann"));
      assertThat(request.policy()).isEqualTo(Policy.ANY);
      assertThat(request.priority()).isEqualTo(Priority.NORMAL);
      assertThat(request.excluded())
          .containsOnlyKeys("rita")
          .containsValue("the requester must not decide (notRequester)");
    }

    @Test
    void refuse_to_wait_for_a_requester_who_must_not_decide() {
      String error =
          "/approvers need the decision of the requester, who must not decide (notRequester)";
      assertThat(errors(() -> notByRequester(Policy.ANY, "rita"))).containsExactly(error);
      assertThat(errors(() -> notByRequester(Policy.ALL, "rita", "ann"))).containsExactly(error);
      assertThat(notByRequester(Policy.ANY, "rita", "ann").approvers()).hasSize(2);
      assertThat(notByRequester(Policy.ALL, "ben", "ann").approvers()).hasSize(2);
    }

    private static ApprovalRequest notByRequester(Policy policy, String... users) {
      NewApproval.Approvers asked = new NewApproval.Approvers(List.of(users), null, true);
      return new NewApproval("x", null, null, asked, policy, null).request("rita");
    }

    @Test
    void tell_all_that_is_wrong_at_once() {
      assertThat(errors(() -> new NewApproval(null, null, null, null, null, null).request("rita")))
          .containsExactly(
              "/title is required and must not be blank",
              "/approvers needs a user or a role at least");
      ApprovalSubject subject =
          new ApprovalSubject(
              "t".repeat(101), "i".repeat(201), Json.parse("\"" + "d".repeat(65_536) + "\""));
      assertThat(
              errors(
                  () ->
                      new NewApproval(
                              "x".repeat(501),
                              "x".repeat(10_001),
                              subject,
                              new NewApproval.Approvers(List.of("ann", " "), null, null),
                              Policy.ALL,
                              Priority.LOW)
                          .request("rita")))
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
      assertThat(errors(() -> approval("t", Arrays.asList("ann", null), null).request("rita")))
          .containsExactly("/approvers is required and must not be blank");
    }

    @Test
    void have_a_bounded_number_of_approvers_and_of_errors() {
      List<String> many = IntStream.range(0, 10_000).mapToObj(i -> "x".repeat(200) + i).toList();
      assertThat(errors(() -> approval("t", many, null).request("rita")))
          .hasSize(NewApproval.MAX_APPROVERS + 1)
          .startsWith("/approvers are more than 100");
    }
  }
}
