package dev.assent.approval;

import static dev.assent.approval.Crew.asked;
import static dev.assent.approval.Crew.body;
import static dev.assent.approval.Crew.decided;
import static dev.assent.approval.Crew.decides;
import static dev.assent.approval.Crew.does;
import static dev.assent.approval.Crew.status;
import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Places that are claimed, handed on, escalated or filled by substitutes. */
class HandoversIT {
  private static final String FINANCE = "'approvers':{'roles':['finance']}";

  private static Crew staff;
  private static Caller eve;
  private static Caller anna;
  private static Caller bert;
  private static Caller carl;
  private static Caller fay;
  private static Caller gus;

  @BeforeAll
  static void begin() {
    staff = new Crew();
    eve = staff.person("eve");
    anna = staff.person("anna");
    bert = staff.person("bert");
    carl = staff.person("carl");
    fay = staff.with("fay", "staff", "finance");
    gus = staff.with("gus", "staff", "finance");
  }

  @Test
  void a_claimed_place_is_decided_by_nobody_else_until_it_is_released() {
    String id = asked(eve, FINANCE);
    problem(does(anna, id, "claim", "{}"), 403, "not-an-approver");
    JsonNode claimed = json(does(fay, id, "claim", "{}"), 200);
    assertThat(claimed.at("/assignments/0/claimedBy").asText()).isEqualTo("fay");
    assertThat(claimed.at("/currentApprovers/0").asText()).isEqualTo("the user fay");
    long revision = claimed.path("revision").asLong();
    assertThat(json(does(fay, id, "claim", "{}"), 200).path("revision").asLong())
        .as("claiming it again changes nothing")
        .isEqualTo(revision);

    problem(decides(gus, id, "APPROVE"), 409, "claimed");
    problem(does(gus, id, "claim", "{}"), 409, "claimed");
    problem(does(gus, id, "release", "{}"), 409, "invalid-state");
    json(does(fay, id, "release", "{}"), 200);
    json(does(gus, id, "claim", "{}"), 200);
    String assignment = claimed.at("/assignments/0/id").asText();
    json(does(staff.root, id, "release", "{'assignmentId':'" + assignment + "'}"), 200);
    assertThat(status(decided(fay, id, "APPROVE"))).isEqualTo("APPROVED");
    assertThat(staff.events(id))
        .containsExactly(
            "APPROVAL_REQUESTED",
            "CLAIMED",
            "RELEASED",
            "CLAIMED",
            "RELEASED",
            "DECIDED",
            "APPROVAL_CLOSED");
    problem(does(gus, id, "claim", "{}"), 409, "already-decided");
  }

  @Test
  void a_users_own_place_needs_no_claim() {
    String id = asked(eve, "'approvers':{'users':['anna']}");
    problem(does(anna, id, "claim", "{}"), 409, "invalid-state");
  }

  @Test
  void a_delegate_decides_on_behalf_of_who_has_delegated() {
    String id = asked(eve, "'approvers':{'users':['anna']}");
    problem(does(bert, id, "delegate", "{'to':'carl'}"), 403, "not-an-approver");
    problem(does(anna, id, "delegate", "{'to':'anna'}"), 409, "invalid-state");
    problem(does(anna, id, "delegate", "{}"), 400, "invalid-body");
    json(does(anna, id, "delegate", "{'to':'bert','reason':'train'}"), 200);
    problem(does(bert, id, "delegate", "{'to':'anna'}"), 409, "invalid-state");
    problem(decides(anna, id, "APPROVE"), 409, "already-decided");

    JsonNode decision = json(decides(bert, id, "APPROVE"), 201);

    assertThat(decision.path("actor").asText()).isEqualTo("bert");
    assertThat(decision.path("onBehalfOf").asText()).isEqualTo("anna");
    assertThat(status(decision.path("approval"))).isEqualTo("APPROVED");
    JsonNode told = staff.history(id).get(2);
    assertThat(told.path("event").asText()).isEqualTo("DECIDED");
    assertThat(told.path("onBehalfOf").asText()).isEqualTo("anna");
  }

  @Test
  void a_place_is_handed_on_five_times_and_stays_that_of_the_first() {
    String id = asked(eve, "'approvers':{'users':['d0']}");
    for (int i = 0; i <= 6; i++) {
      staff.person("d" + i);
    }
    for (int i = 0; i < 5; i++) {
      json(does(staff.person("d" + i), id, "delegate", "{'to':'d" + (i + 1) + "'}"), 200);
    }
    JsonNode refused =
        problem(does(staff.person("d5"), id, "delegate", "{'to':'d6'}"), 409, "invalid-state");
    assertThat(refused.path("detail").asText()).contains("5 times");
    JsonNode decision = json(decides(staff.person("d5"), id, "APPROVE"), 201);
    assertThat(decision.path("onBehalfOf").asText()).isEqualTo("d0");
  }

  @Test
  void whoever_has_delegated_a_roles_place_does_not_get_it_back() {
    String id = asked(eve, FINANCE);
    json(does(fay, id, "delegate", "{'to':'anna'}"), 200);
    problem(decides(gus, id, "APPROVE"), 409, "already-decided");
    problem(does(anna, id, "delegate", "{'to':'fay'}"), 409, "invalid-state");
    json(decides(anna, id, "APPROVE"), 201);
  }

  @Test
  void a_delegates_substitute_keeps_all_three_from_the_next_stage() {
    staff.person("lea");
    Caller kai = staff.person("kai");
    staff.absent("lea", "kai");
    String id =
        asked(
            eve,
            "'stages':[{'name':'one','approvers':{'users':['anna']}},"
                + "{'name':'two','approvers':{'users':['anna','lea','kai','bert'],'distinctFrom':['one']}}]");
    json(does(anna, id, "delegate", "{'to':'lea'}"), 200);
    JsonNode decision = json(decides(kai, id, "APPROVE"), 201);
    assertThat(decision.path("onBehalfOf").asText()).isEqualTo("anna");
    for (String who : List.of("anna", "lea", "kai")) {
      problem(decides(staff.person(who), id, "APPROVE"), 403, "separation-of-duties");
    }
    json(decides(bert, id, "APPROVE"), 201);
  }

  @Test
  void nobody_gets_a_place_who_must_not_fill_it() {
    String id =
        asked(eve, "'approvers':{'users':['anna','bert'],'notRequester':true},'policy':'ALL'");
    problem(does(anna, id, "delegate", "{'to':'eve'}"), 403, "separation-of-duties");
    problem(does(anna, id, "forward", "{'to':'eve'}"), 403, "separation-of-duties");
    problem(does(anna, id, "delegate", "{'to':'bert'}"), 409, "invalid-state");
  }

  @Test
  void nothing_is_handed_on_to_nobody() {
    String id = asked(eve, "'approvers':{'users':['anna']}");
    String path = "api/v1/users/left";
    staff.person("left");
    json(staff.root.put(path, body("{'roles':['staff'],'active':false}"), "If-Match", "*"), 200);
    for (String verb : List.of("delegate", "forward")) {
      for (String nobody : List.of("brt", "left", "anna ", "finance")) {
        JsonNode refused =
            problem(does(anna, id, verb, "{'to':'" + nobody + "'}"), 422, "invalid-input");
        assertThat(refused.at("/errors/0/pointer").asText()).isEqualTo("/to");
        assertThat(refused.at("/errors/0/detail").asText())
            .isEqualTo("names '" + nobody + "', which is no active user of this tenant");
      }
    }
    problem(does(bert, id, "delegate", "{'to':'brt'}"), 403, "not-an-approver");
    // known, without an account
    json(staff.root.put("api/v1/users/sso/profile", body("{'capabilities':['x']}")), 201);
    json(does(anna, id, "forward", "{'to':'sso'}"), 200);
    assertThat(staff.events(id)).containsExactly("APPROVAL_REQUESTED", "FORWARDED");
  }

  @Test
  void nobody_is_escalated_to_who_is_not_there() {
    Caller olga = staff.with("olga", "operator");
    Scene.role(staff.root, "vacant", List.of());
    String id = asked(eve, "'approvers':{'users':['anna']}");
    JsonNode refused =
        problem(
            does(
                olga,
                id,
                "escalate",
                "{'to':{'users':['carl','brt','brt'],'roles':['finance','vacant','finanze']}}"),
            422,
            "invalid-input");
    assertThat(refused.path("errors").findValuesAsText("pointer"))
        .containsExactly("/to/users", "/to/roles", "/to/roles");
    assertThat(refused.path("errors").findValuesAsText("detail"))
        .containsExactly(
            "names 'brt', which is no active user of this tenant",
            "names the role 'vacant', which nobody in this tenant has",
            "names the role 'finanze', which nobody in this tenant has");
    problem(does(anna, id, "escalate", "{'to':{'users':['brt']}}"), 403, "forbidden");
    json(does(olga, id, "escalate", "{'to':{'users':['carl'],'roles':['finance']}}"), 200);
    assertThat(staff.events(id)).containsExactly("APPROVAL_REQUESTED", "ESCALATED");
  }

  @Test
  void what_was_handed_on_once_is_answered_again_when_the_holder_has_left() {
    staff.person("vic");
    String id = asked(eve, "'approvers':{'users':['anna']}");
    String path = "api/v1/approvals/" + id + "/forward";
    String to = body("{'to':'vic'}");
    JsonNode first = json(anna.post(path, to, "Idempotency-Key", "left-" + id), 200);
    assertThat(staff.root.delete("api/v1/users/vic").statusCode()).isEqualTo(204);
    problem(
        does(anna, asked(eve, "'approvers':{'users':['anna']}"), "forward", to),
        422,
        "invalid-input");
    assertThat(json(anna.post(path, to, "Idempotency-Key", "left-" + id), 200)).isEqualTo(first);
  }

  @Test
  void whoever_is_forwarded_to_decides_in_their_own_name() {
    String id = asked(eve, "'approvers':{'users':['anna']}");
    JsonNode forwarded = json(does(anna, id, "forward", "{'to':'bert'}"), 200);
    assertThat(forwarded.at("/assignments/1/came").asText()).isEqualTo("FORWARDED");
    JsonNode decision = json(decides(bert, id, "APPROVE"), 201);
    assertThat(decision.has("onBehalfOf")).isFalse();
  }

  @Test
  void others_are_asked_as_well_by_hand() {
    String id = asked(eve, "'approvers':{'users':['anna']}");
    String toCarl = "{'to':{'users':['carl']}}";
    problem(does(bert, id, "escalate", "{}"), 403, "not-an-approver");
    problem(does(eve, id, "escalate", "{}"), 409, "invalid-state");
    // whoever chose the approver could choose what is approved
    for (Caller anybody : List.of(anna, bert, eve)) {
      problem(does(anybody, id, "escalate", toCarl), 403, "forbidden");
    }
    Caller olga = staff.with("olga", "operator");
    JsonNode after = json(does(olga, id, "escalate", toCarl), 200);
    assertThat(after.at("/assignments/1/came").asText()).isEqualTo("ESCALATED");
    problem(does(olga, id, "escalate", toCarl), 409, "invalid-state");
    JsonNode decided = decided(carl, id, "APPROVE");
    assertThat(status(decided)).isEqualTo("APPROVED");
    assertThat(decided.path("assignments").findValuesAsText("status"))
        .containsExactly("CLOSED", "APPROVED");
  }

  @Test
  void an_escalation_that_is_refused_uses_up_no_level() {
    String id =
        asked(
            eve,
            "'stages':[{'approvers':{'users':['anna']},"
                + "'escalations':[{'after':'PT1H','to':{'users':['anna']}},{'after':'PT2H','to':{'users':['bert']}}]}]");
    problem(does(eve, id, "escalate", "{}"), 409, "invalid-state");
    assertThat(staff.read(id).at("/stages/0").has("escalations")).isFalse();
  }

  @Test
  void a_substitute_decides_while_the_principal_is_away() {
    Caller ida = staff.person("ida");
    Caller jan = staff.person("jan");
    String id = asked(eve, "'approvers':{'users':['ida']}");
    String other = asked(eve, "'approvers':{'users':['ida']}");
    problem(decides(jan, id, "APPROVE"), 403, "not-an-approver");

    staff.absent("ida", "jan");
    JsonNode decision = json(decides(jan, id, "APPROVE"), 201);
    assertThat(decision.path("actor").asText()).isEqualTo("jan");
    assertThat(decision.path("onBehalfOf").asText()).isEqualTo("ida");

    staff.back("ida");
    problem(decides(jan, other, "APPROVE"), 403, "not-an-approver");
    json(decides(ida, other, "APPROVE"), 201);
  }

  @Test
  void a_substitute_of_somebody_asked_later_is_told_to_wait() {
    staff.person("olaf");
    Caller pia = staff.person("pia");
    staff.absent("olaf", "pia");
    String id =
        asked(eve, "'stages':[{'approvers':{'users':['anna']}},{'approvers':{'users':['olaf']}}]");
    problem(decides(pia, id, "APPROVE"), 409, "invalid-state");
  }

  @Test
  void those_kept_apart_do_not_check_each_other_whoever_decides_for_them() {
    staff.apart("max", "nina");
    Caller max = staff.person("max");
    Caller nina = staff.person("nina");
    String own = asked(nina, "'approvers':{'users':['max']}");
    JsonNode refused = problem(decides(max, own, "APPROVE"), 403, "separation-of-duties");
    assertThat(refused.path("detail").asText()).contains("married");
    Caller rolf = staff.person("rolf");
    staff.absent("max", "rolf");
    problem(decides(rolf, own, "APPROVE"), 403, "separation-of-duties");
    staff.back("max");

    String both = asked(eve, "'approvers':{'users':['max','nina','anna']},'policy':'ALL'");
    json(decides(nina, both, "APPROVE"), 201);
    problem(decides(max, both, "APPROVE"), 403, "separation-of-duties");
  }

  @Test
  void nobody_gets_a_place_who_is_kept_apart_from_whoever_has_decided_or_claimed_another() {
    staff.apart("quin", "rosa");
    Caller quin = staff.with("quin", "staff", "finance");
    staff.person("rosa");
    String id =
        asked(eve, "'approvers':{'users':['anna','bert'],'roles':['finance']},'policy':'ALL'");
    json(does(quin, id, "claim", "{}"), 200);
    for (String verb : List.of("delegate", "forward")) {
      JsonNode refused =
          problem(does(anna, id, verb, "{'to':'rosa'}"), 403, "separation-of-duties");
      assertThat(refused.path("detail").asText())
          .contains("quin, who has claimed")
          .contains("married");
    }
    json(does(quin, id, "release", "{}"), 200);
    json(does(anna, id, "delegate", "{'to':'rosa'}"), 200);
    assertThat(status(decided(fay, id, "APPROVE"))).isEqualTo("PENDING");

    String decided =
        asked(eve, "'approvers':{'users':['anna','bert'],'roles':['finance']},'policy':'ALL'");
    json(decides(quin, decided, "APPROVE"), 201);
    problem(does(anna, decided, "forward", "{'to':'rosa'}"), 403, "separation-of-duties");
    Caller olga = staff.with("olga", "operator");
    problem(
        does(olga, decided, "escalate", "{'to':{'users':['rosa']}}"), 403, "separation-of-duties");
    assertThat(staff.events(decided)).containsExactly("APPROVAL_REQUESTED", "DECIDED");
    // whoever is there instead of quin may be anybody
    String claimed = asked(eve, FINANCE);
    json(does(quin, claimed, "claim", "{}"), 200);
    json(does(olga, claimed, "escalate", "{'to':{'users':['rosa']}}"), 200);
  }

  @Test
  void whoever_has_delegated_is_kept_apart_from_who_decides_as_before() {
    staff.apart("sam", "tess");
    Caller sam = staff.person("sam");
    Caller tess = staff.with("tess", "staff", "finance");
    String id =
        asked(eve, "'approvers':{'users':['sam'],'roles':['finance','clerk']},'policy':'ALL'");
    json(does(sam, id, "delegate", "{'to':'bert'}"), 200);

    JsonNode refused = problem(decides(tess, id, "APPROVE"), 403, "separation-of-duties");
    assertThat(refused.path("detail").asText()).contains("sam, for whom the user bert decides");
    problem(does(tess, id, "claim", "{}"), 403, "separation-of-duties");
    json(decides(bert, id, "APPROVE"), 201);
    problem(decides(tess, id, "APPROVE"), 403, "separation-of-duties");
    json(decides(fay, id, "APPROVE"), 201);

    String claimed = asked(eve, "'approvers':{'users':['sam'],'roles':['finance']},'policy':'ALL'");
    json(does(tess, claimed, "claim", "{}"), 200);
    problem(does(sam, claimed, "delegate", "{'to':'bert'}"), 403, "separation-of-duties");

    String spouse = asked(eve, "'approvers':{'users':['sam']}");
    json(does(sam, spouse, "delegate", "{'to':'tess'}"), 200);
    assertThat(status(decided(tess, spouse, "APPROVE")))
        .as("nobody is checked")
        .isEqualTo("APPROVED");
  }
}
