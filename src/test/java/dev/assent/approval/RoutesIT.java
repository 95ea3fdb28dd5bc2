package dev.assent.approval;

import static dev.assent.approval.Crew.asked;
import static dev.assent.approval.Crew.body;
import static dev.assent.approval.Crew.decided;
import static dev.assent.approval.Crew.decides;
import static dev.assent.approval.Crew.does;
import static dev.assent.approval.Crew.open;
import static dev.assent.approval.Crew.stages;
import static dev.assent.approval.Crew.status;
import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Requests on their way through their stages: order, policies, rules, changes. */
class RoutesIT {
  private static final String ABC = "'approvers':{'users':['anna','bert','carl']}";
  private static final String SHA = "a".repeat(64);

  private static Crew staff;
  private static Caller eve;
  private static Caller anna;
  private static Caller bert;
  private static Caller carl;

  @BeforeAll
  static void begin() {
    staff = new Crew();
    eve = staff.person("eve");
    anna = staff.person("anna");
    bert = staff.person("bert");
    carl = staff.person("carl");
  }

  @Test
  void stages_follow_one_another() {
    String id =
        asked(
            eve,
            "'stages':[{'name':'first','approvers':{'users':['anna']}},"
                + "{'name':'second','approvers':{'users':['bert']}}]");
    assertThat(open(staff.read(id))).containsExactly("first");
    problem(decides(bert, id, "APPROVE"), 409, "invalid-state");

    JsonNode after = decided(anna, id, "APPROVE");

    assertThat(status(after)).isEqualTo("PENDING");
    assertThat(stages(after)).containsExactly("APPROVED", "OPEN");
    assertThat(after.path("currentApprovers").path(0).asText()).isEqualTo("the user bert");
    assertThat(status(decided(bert, id, "APPROVE"))).isEqualTo("APPROVED");
    assertThat(staff.events(id))
        .containsExactly(
            "APPROVAL_REQUESTED",
            "DECIDED",
            "STAGE_CLOSED",
            "STAGE_OPENED",
            "DECIDED",
            "STAGE_CLOSED",
            "APPROVAL_CLOSED");
  }

  @Test
  void a_rejection_ends_it_before_later_stages_are_asked() {
    String id =
        asked(
            eve,
            "'stages':[{'name':'first','approvers':{'users':['anna']}},"
                + "{'name':'second','approvers':{'users':['bert']}}]");
    JsonNode after = decided(anna, id, "REJECT");
    assertThat(status(after)).isEqualTo("REJECTED");
    assertThat(stages(after)).containsExactly("REJECTED", "CANCELLED");
  }

  @Test
  void parallel_stages_open_together_and_join() {
    String id =
        asked(
            eve,
            "'stages':[{'name':'law','approvers':{'users':['anna']}},"
                + "{'name':'money','parallel':true,'approvers':{'users':['bert']}},"
                + "{'name':'boss','approvers':{'users':['carl']}}]");
    assertThat(open(staff.read(id))).containsExactly("law", "money");
    assertThat(open(decided(bert, id, "APPROVE"))).containsExactly("law");
    assertThat(open(decided(anna, id, "APPROVE"))).containsExactly("boss");
    assertThat(status(decided(carl, id, "APPROVE"))).isEqualTo("APPROVED");
  }

  @Test
  void a_quorum_is_enough_and_is_told() {
    String id = asked(eve, ABC + ",'policy':{'type':'QUORUM','required':2}");
    JsonNode one = decided(anna, id, "APPROVE");
    assertThat(status(one)).isEqualTo("PENDING");
    assertThat(one.at("/stages/0/tally").asText()).contains("1 of 2");
    assertThat(status(decided(bert, id, "APPROVE"))).isEqualTo("APPROVED");
    problem(decides(carl, id, "REJECT"), 409, "already-decided");
  }

  @Test
  void a_quorum_that_cannot_be_reached_any_more_rejects() {
    String id = asked(eve, ABC + ",'policy':{'type':'QUORUM','required':2}");
    assertThat(status(decided(anna, id, "REJECT"))).isEqualTo("PENDING");
    assertThat(status(decided(bert, id, "REJECT"))).isEqualTo("REJECTED");
  }

  @Test
  void more_are_not_needed_than_are_asked() {
    problem(Crew.ask(eve, ABC + ",'policy':{'type':'QUORUM','required':4}"), 400, "invalid-body");
    problem(
        Crew.ask(eve, ABC + ",'policy':{'type':'WEIGHTED','threshold':3.5}"), 400, "invalid-body");
  }

  @Test
  void nobody_waits_for_a_requester_who_must_not_decide() {
    problem(
        Crew.ask(
            anna,
            "'approvers':{'users':['anna','bert','carl'],'notRequester':true},'policy':'MAJORITY'"),
        400,
        "invalid-body");
  }

  @Test
  void a_majority_with_a_tie_follows_its_rule() {
    for (String tie : List.of("REJECT", "APPROVE")) {
      String id =
          asked(
              eve,
              "'approvers':{'users':['anna','bert']},'policy':{'type':'MAJORITY','tie':'%s'}"
                  .formatted(tie));
      // said the other way round, the first of them would decide
      boolean rejects = tie.equals("REJECT");
      decided(anna, id, rejects ? "APPROVE" : "REJECT");
      assertThat(status(decided(bert, id, rejects ? "REJECT" : "APPROVE")))
          .isEqualTo(rejects ? "REJECTED" : "APPROVED");
    }
  }

  @Test
  void an_abstention_is_no_vote() {
    String id = asked(eve, ABC + ",'policy':'MAJORITY'");
    decided(anna, id, "ABSTAIN");
    assertThat(status(decided(bert, id, "APPROVE"))).isEqualTo("PENDING");
    JsonNode after = decided(carl, id, "APPROVE");
    assertThat(status(after)).isEqualTo("APPROVED");
    assertThat(after.path("assignments").findValuesAsText("status"))
        .containsExactly("ABSTAINED", "APPROVED", "APPROVED");
  }

  @Test
  void unanimous_means_nobody_against() {
    String id = asked(eve, ABC + ",'policy':'UNANIMOUS'");
    decided(anna, id, "APPROVE");
    assertThat(status(decided(bert, id, "REJECT"))).isEqualTo("REJECTED");
  }

  @Test
  void weights_decide_and_a_veto_outweighs_them() {
    String route =
        "'stages':[{"
            + ABC
            + ",'weights':{'anna':3},'policy':{'type':'WEIGHTED','threshold':4,'veto':['carl']}}]";
    String id = asked(eve, route);
    assertThat(status(decided(anna, id, "APPROVE"))).isEqualTo("PENDING");
    assertThat(status(decided(bert, id, "APPROVE"))).as("carl may yet object").isEqualTo("PENDING");
    assertThat(status(decided(carl, id, "REJECT"))).isEqualTo("REJECTED");
    String other = asked(eve, route);
    decided(anna, other, "APPROVE");
    assertThat(status(decided(carl, other, "APPROVE"))).isEqualTo("APPROVED");
  }

  @Test
  void scores_decide_under_several_criteria() {
    String id =
        asked(
            eve,
            "'approvers':{'users':['anna','bert']},'policy':{'type':'MULTI_CRITERIA','threshold':6,"
                + "'criteria':[{'name':'price','weight':2},{'name':'quality','weight':1}]}");
    problem(decides(anna, id, "APPROVE"), 400, "invalid-body");
    problem(
        does(anna, id, "decisions", "{'decision':'APPROVE','scores':{'price':11,'quality':1}}"),
        400,
        "invalid-body");
    json(
        does(anna, id, "decisions", "{'decision':'APPROVE','scores':{'price':9,'quality':3}}"),
        201);
    JsonNode after =
        json(
                does(
                    bert,
                    id,
                    "decisions",
                    "{'decision':'REJECT','scores':{'price':5,'quality':5}}"),
                201)
            .path("approval");
    assertThat(status(after)).as("(7 + 5) / 2").isEqualTo("APPROVED");
    assertThat(staff.read(id).at("/assignments/0/scores/price").asInt()).isEqualTo(9);
  }

  @Test
  void whoever_has_decided_a_stage_is_kept_from_the_next_one() {
    String id =
        asked(
            eve,
            "'stages':[{'name':'first',"
                + ABC
                + "},{'name':'second','approvers':{'users':['anna','bert'],'distinctFrom':['first']}}]");
    decided(anna, id, "APPROVE");
    problem(decides(anna, id, "APPROVE"), 403, "separation-of-duties");
    assertThat(staff.history(id))
        .anySatisfy(
            event -> {
              assertThat(event.path("event").asText()).isEqualTo("DECISION_REFUSED");
              assertThat(event.path("actor").asText()).isEqualTo("anna");
              assertThat(event.path("data").path("rule").asText()).contains("distinctFrom");
            });
    assertThat(status(decided(bert, id, "APPROVE"))).isEqualTo("APPROVED");
  }

  @Test
  void a_rationale_is_given_where_the_stage_wants_one() {
    String id =
        asked(
            eve,
            "'stages':[{'approvers':{'users':['anna']},'rationale':'REQUIRED'},"
                + "{'approvers':{'users':['bert']},'rationale':'UNLESS_APPROVED'}]");
    JsonNode refused = problem(decides(anna, id, "APPROVE"), 400, "invalid-body");
    assertThat(refused.at("/errors/0/pointer").asText()).isEqualTo("/rationale");
    json(does(anna, id, "decisions", "{'decision':'APPROVE','rationale':'fine'}"), 201);
    problem(decides(bert, id, "REJECT"), 400, "invalid-body");
    assertThat(status(decided(bert, id, "APPROVE"))).isEqualTo("APPROVED");
  }

  @Test
  void what_comes_back_changed_is_asked_where_it_was_not_decided() {
    String id = asked(eve, twoStages("KEEP_DECIDED"));
    decided(anna, id, "APPROVE");
    JsonNode back = decided(bert, id, "REQUEST_CHANGES");
    assertThat(status(back)).isEqualTo("CHANGES_REQUESTED");
    problem(decides(bert, id, "APPROVE"), 409, "invalid-state");
    problem(does(anna, id, "resubmit", "{}"), 403, "forbidden");

    JsonNode again =
        json(does(eve, id, "resubmit", "{'data':{'amount':2},'comment':'cheaper'}"), 200);
    assertThat(status(again)).isEqualTo("PENDING");
    assertThat(again.path("submission").asInt()).isEqualTo(2);
    assertThat(stages(again)).containsExactly("APPROVED", "OPEN");
    decided(bert, id, "REQUEST_CHANGES");
    json(does(eve, id, "resubmit", "{'title':'Claim, once more'}"), 200);
    assertThat(status(decided(bert, id, "APPROVE"))).isEqualTo("APPROVED");
    problem(does(eve, id, "resubmit", "{}"), 409, "invalid-state");

    List<JsonNode> before = Lists.all(eve, "api/v1/approvals/" + id + "/submissions", 1);
    assertThat(Lists.texts(before, "submission")).containsExactly("2", "1");
    JsonNode change = before.get(1).path("changes").path(0);
    assertThat(change.path("path").asText()).isEqualTo("/subject/amount");
    assertThat(change.path("from").asInt()).isEqualTo(1);
    assertThat(change.path("to").asInt()).isEqualTo(2);
    assertThat(before.get(1).path("comment").asText()).isEqualTo("cheaper");
    assertThat(before.get(0).at("/changes/0/to").asText()).isEqualTo("Claim, once more");
    assertThat(staff.events(id)).contains("CHANGES_REQUESTED").contains("RESUBMITTED");
  }

  @Test
  void what_comes_back_changed_is_asked_again_everywhere_when_the_route_says_so() {
    String id = asked(eve, twoStages("ASK_AGAIN"));
    decided(anna, id, "APPROVE");
    decided(bert, id, "REQUEST_CHANGES");
    JsonNode again = json(does(eve, id, "resubmit", "{'data':{'amount':2}}"), 200);
    assertThat(stages(again)).containsExactly("OPEN", "WAITING");
    decided(anna, id, "APPROVE");
    assertThat(status(decided(bert, id, "APPROVE"))).isEqualTo("APPROVED");
  }

  private static String twoStages(String onResubmit) {
    return "'subject':{'data':{'amount':1}},'onResubmit':'"
        + onResubmit
        + "','stages':[{'name':'first','approvers':{'users':['anna']}},"
        + "{'name':'second','approvers':{'users':['bert']}}]";
  }

  @Test
  void conditions_are_met_one_by_one_and_not_by_the_requester() {
    String id = asked(eve, "'approvers':{'users':['anna']}");
    JsonNode after =
        json(
                does(
                    anna,
                    id,
                    "decisions",
                    "{'decision':'APPROVE_WITH_CONDITIONS','conditions':[{'condition':'receipt'},{'condition':'stamp'}]}"),
                201)
            .path("approval");
    assertThat(after.path("openConditions").asInt()).isEqualTo(2);
    List<String> ids = after.at("/assignments/0/conditions").findValuesAsText("id");
    String first = "conditions/" + ids.get(0) + "/meet";

    problem(does(eve, id, first, "{}"), 403, "separation-of-duties");
    problem(does(bert, id, first, "{}"), 403, "forbidden");
    JsonNode met = json(does(anna, id, first, "{'note':'seen'}"), 200);
    assertThat(met.path("openConditions").asInt()).isEqualTo(1);
    problem(does(anna, id, first, "{}"), 409, "invalid-state");
    json(does(staff.root, id, "conditions/" + ids.get(1) + "/meet", "{}"), 200);
    JsonNode read = staff.read(id);
    assertThat(read.path("openConditions").asInt()).isZero();
    assertThat(read.at("/assignments/0/conditions/0/metBy").asText()).isEqualTo("anna");
    assertThat(read.at("/assignments/0/conditions/0/note").asText()).isEqualTo("seen");
    problem(
        does(anna, id, "conditions/018f0000-0000-7000-8000-000000000000/meet", "{}"),
        404,
        "not-found");
  }

  @Test
  void comments_and_documents_are_kept_with_their_checksums() {
    String file = "{'name':'receipt.pdf','url':'https://files.example/1','sha256':'" + SHA + "'}";
    String id = asked(eve, "'approvers':{'users':['anna']},'attachments':[" + file + "]");
    problem(
        Crew.ask(
            eve,
            "'approvers':{'users':['anna']},'attachments':[" + file.replace(SHA, "beef") + "]"),
        400,
        "invalid-body");
    json(does(anna, id, "comments", "{'text':'Which hotel?'}"), 201);
    json(does(eve, id, "comments", "{'text':'This','attachments':[" + file + "]}"), 201);
    problem(does(eve, id, "comments", "{'text':' '}"), 400, "invalid-body");
    json(does(anna, id, "decisions", "{'decision':'APPROVE','attachments':[" + file + "]}"), 201);

    List<JsonNode> said = Lists.all(anna, "api/v1/approvals/" + id + "/comments", 1);
    assertThat(Lists.texts(said, "author")).containsExactly("anna", "eve");
    assertThat(said.get(1).at("/attachments/0/sha256").asText()).isEqualTo(SHA);
    JsonNode read = staff.read(id);
    assertThat(read.at("/attachments/0/sha256").asText()).isEqualTo(SHA);
    assertThat(read.at("/assignments/0/attachments/0/name").asText()).isEqualTo("receipt.pdf");
  }

  @Test
  void a_refusal_in_a_batch_is_recorded_and_the_others_stand() {
    staff.apart("carl", "dora");
    String barred = asked(staff.person("dora"), "'approvers':{'users':['carl']}");
    String fine = asked(eve, "'approvers':{'users':['carl']}");
    JsonNode answer =
        json(
            carl.post(
                "api/v1/approvals/decisions",
                body(
                    "{'items':[{'approvalId':'%1$s','decision':'APPROVE'},{'approvalId':'%2$s','decision':'APPROVE'}]}"
                        .formatted(barred, fine))),
            207);
    assertThat(answer.at("/failed/0/problem/type").asText()).endsWith("separation-of-duties");
    assertThat(status(staff.read(fine))).isEqualTo("APPROVED");
    assertThat(status(staff.read(barred))).isEqualTo("PENDING");
    assertThat(staff.events(barred)).containsExactly("APPROVAL_REQUESTED", "DECISION_REFUSED");
    assertThat(staff.history(barred).get(1).at("/data/rule").asText())
        .contains("separation pair")
        .contains("married");
  }
}
