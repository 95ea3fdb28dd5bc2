package dev.assent.approval;

import static dev.assent.approval.Crew.asked;
import static dev.assent.approval.Crew.body;
import static dev.assent.approval.Crew.does;
import static dev.assent.approval.Crew.status;
import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Scene;
import java.net.http.HttpResponse;
import java.time.Instant;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An agent asks before it acts: what was approved may be done, once, in time, and nothing else. */
class ActionIT {
  private static final String ACTION =
      "'action':{'name':'delete','editable':true,'arguments':{'count':3,'of':'backups','rate':1.0}}";
  private static final String ASKED = "'approvers':{'users':['anna','bert']},";

  private static Crew staff;
  private static Caller agent;
  private static Caller anna;
  private static Caller bert;

  @BeforeAll
  static void begin() {
    staff = new Crew();
    agent = staff.person("agent");
    anna = staff.person("anna");
    bert = staff.person("bert");
  }

  private static String shown(String id) {
    return staff.read(id).at("/action/shown").asText();
  }

  private static HttpResponse<String> decides(Caller who, String id, String shown, String more) {
    return does(who, id, "decisions", "{'decision':'APPROVE','shown':'" + shown + "'" + more + "}");
  }

  private static HttpResponse<String> redeems(Caller who, String id, String... headers) {
    return who.post("api/v1/approvals/" + id + "/redeem", "{}", headers);
  }

  @Test
  void is_decided_with_edited_arguments_and_done_once() {
    String id = asked(agent, ASKED + ACTION);
    problem(redeems(agent, id), 409, "invalid-state");
    json(decides(anna, id, shown(id), ",'arguments':{'count':2,'of':'backups'}"), 201);

    JsonNode action = staff.read(id).path("action");
    assertThat(action.at("/proposed/count").asInt()).isEqualTo(3);
    assertThat(action.at("/effective/count").asInt()).isEqualTo(2);
    problem(
        does(agent, id, "redeem", "{'arguments':{'count':3,'of':'backups'}}"),
        412,
        "precondition-failed");
    problem(redeems(anna, id), 403, "forbidden");
    problem(redeems(new Crew().person("agent"), id), 404, "not-found");

    String key = Scene.fresh("key");
    HttpResponse<String> used = redeems(agent, id, "Idempotency-Key", key);
    assertThat(json(used, 200).at("/arguments/count").asInt()).isEqualTo(2);
    assertThat(json(used, 200).at("/arguments").has("rate")).isFalse();
    assertThat(json(redeems(agent, id, "Idempotency-Key", key), 200))
        .as("repeated")
        .isEqualTo(json(used, 200));
    problem(redeems(agent, id), 409, "already-used");
    problem(redeems(agent, id, "Idempotency-Key", key + "2"), 409, "already-used");
    assertThat(staff.events(id)).containsOnlyOnce("ACTION_REDEEMED");
    assertThat(staff.read(id).at("/action/usedAt").asText()).isNotEmpty();
  }

  @Test
  void is_decided_on_what_was_shown_and_on_nothing_else() {
    String id = asked(agent, ASKED + ACTION);
    String shown = shown(id);
    problem(Crew.decides(anna, id, "APPROVE"), 428, "precondition-required");
    problem(Crew.decides(anna, id, "REJECT"), 428, "precondition-required");
    problem(decides(anna, id, "0".repeat(64), ""), 412, "precondition-failed");
    problem(decides(anna, id, shown(asked(agent, ASKED + ACTION)), ""), 412, "precondition-failed");

    json(
        does(anna, id, "decisions", "{'decision':'REQUEST_CHANGES','shown':'" + shown + "'}"), 201);
    json(does(agent, id, "resubmit", "{'arguments':{'count':1}}"), 200);
    problem(decides(bert, id, shown, ""), 412, "precondition-failed");
    json(decides(bert, id, shown(id), ""), 201);
    assertThat(json(redeems(agent, id), 200).at("/arguments/count").asInt()).isEqualTo(1);
  }

  @Test
  void what_it_does_is_changed_by_the_first_who_approves_only() {
    String id = asked(agent, "'approvers':{'users':['anna','bert']},'policy':'ALL'," + ACTION);
    String before = shown(id);
    problem(
        does(
            anna,
            id,
            "decisions",
            "{'decision':'REJECT','shown':'" + before + "','arguments':{'count':1}}"),
        400,
        "invalid-body");
    json(decides(anna, id, before, ",'arguments':{'count':2}"), 201);
    assertThat(shown(id)).isNotEqualTo(before);
    problem(decides(bert, id, before, ""), 412, "precondition-failed");
    problem(decides(bert, id, shown(id), ",'arguments':{'count':1}"), 409, "invalid-state");
    json(decides(bert, id, shown(id), ""), 201);
    assertThat(json(redeems(agent, id), 200).at("/arguments/count").asInt()).isEqualTo(2);
  }

  @Test
  void is_not_edited_when_the_request_does_not_allow_it() {
    String id = asked(agent, ASKED + ACTION.replace("true", "false"));
    problem(decides(anna, id, shown(id), ",'arguments':{'count':1}"), 400, "invalid-body");
    String plain = asked(agent, "'approvers':{'users':['anna']}");
    problem(
        does(anna, plain, "decisions", "{'decision':'APPROVE','arguments':{'count':1}}"),
        400,
        "invalid-body");
    problem(Crew.ask(agent, ASKED + "'action':{'name':'x','arguments':7}"), 400, "invalid-body");
  }

  @Test
  void what_comes_back_is_asked_of_everybody_again() {
    String id =
        asked(
            agent,
            "'stages':[{'approvers':{'users':['anna']}},{'approvers':{'users':['bert']}}],"
                + ACTION);
    json(decides(anna, id, shown(id), ""), 201);
    json(
        does(bert, id, "decisions", "{'decision':'REQUEST_CHANGES','shown':'" + shown(id) + "'}"),
        201);
    JsonNode again = json(does(agent, id, "resubmit", "{'arguments':{'count':9}}"), 200);
    assertThat(Crew.stages(again)).containsExactly("OPEN", "WAITING");

    json(decides(anna, id, shown(id), ""), 201);
    json(
        does(bert, id, "decisions", "{'decision':'REQUEST_CHANGES','shown':'" + shown(id) + "'}"),
        201);
    JsonNode same = json(does(agent, id, "resubmit", "{'title':'Please'}"), 200);
    assertThat(Crew.stages(same)).as("it shows another title").containsExactly("OPEN", "WAITING");
  }

  @Test
  void is_not_done_after_a_rejection() {
    String id = asked(agent, ASKED + ACTION);
    json(does(anna, id, "decisions", "{'decision':'REJECT','shown':'" + shown(id) + "'}"), 201);
    problem(redeems(agent, id), 409, "invalid-state");
    problem(redeems(agent, asked(agent, "'approvers':{'users':['anna']}")), 409, "invalid-state");
  }

  @Test
  void is_not_done_after_its_time() {
    String id = asked(agent, ASKED + ACTION.replace("'editable':true", "'useWithin':'PT1S'"));
    json(decides(anna, id, shown(id), ""), 201);
    Instant until = Instant.parse(staff.read(id).at("/action/usableUntil").asText());
    staff.until(id, a -> Instant.now().isAfter(until.plusMillis(200)));
    problem(redeems(agent, id), 409, "expired");
    assertThat(status(staff.read(id))).isEqualTo("APPROVED");
  }

  @Test
  void the_hash_is_the_same_however_it_is_written() {
    String id =
        asked(
            agent,
            ASKED
                + "'action':{'name':'x','arguments':{'b':[1.0,1e2,0.10],'a':{'z':'\\u00e9\\u2603','y':null}}}");
    String first = shown(id);
    assertThat(shown(id)).isEqualTo(first);
    json(does(agent, id, "comments", "{'text':'written again'}"), 201);
    assertThat(shown(id)).isEqualTo(first);
    json(decides(anna, id, first, ""), 201);
    json(
        agent.post(
            "api/v1/approvals/" + id + "/redeem",
            body("{'arguments':{'a':{'y':null,'z':'é☃'},'b':[1,100,0.1]}}")),
        200);
  }
}
