package dev.assent.approval;

import static dev.assent.approval.Crew.asked;
import static dev.assent.approval.Crew.decides;
import static dev.assent.approval.Crew.does;
import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assent.identity.Permissions;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers see who may ask, and nothing else: their own requests. */
class OwnRequestsIT {
  private static final String ANNA = "'approvers':{'users':['anna']}";
  private static final String NOBODYS = "018f0000-0000-7000-8000-000000000000";
  private static final List<String> READS =
      List.of("", "/history", "/explanation", "/comments", "/submissions");

  private static Crew staff;
  private static Caller asker;
  private static Caller anna;

  @BeforeAll
  static void begin() {
    staff = new Crew();
    Scene.role(staff.root, "asks", List.of(Permissions.APPROVAL_REQUEST));
    Scene.role(staff.root, "runs", List.of(Permissions.WORKFLOW_RUN));
    asker = staff.with("asker", "asks");
    anna = staff.person("anna");
  }

  @Test
  void whoever_asks_follows_the_request_to_its_end() {
    String id = asked(asker, ANNA);
    String path = "api/v1/approvals/" + id;
    for (String read : READS) {
      json(asker.get(path + read), 200);
    }
    json(decides(anna, id, "REQUEST_CHANGES"), 201);
    assertThat(json(asker.get(path), 200).path("status").asText()).isEqualTo("CHANGES_REQUESTED");
    json(does(asker, id, "comments", "{'text':'here it is'}"), 201);
    json(does(asker, id, "resubmit", "{'title':'Another'}"), 200);
    json(decides(anna, id, "APPROVE"), 201);

    assertThat(json(asker.get(path), 200).path("status").asText()).isEqualTo("APPROVED");
    assertThat(Lists.texts(Lists.all(asker, path + "/comments", 10), "text"))
        .containsExactly("here it is");
    assertThat(Lists.all(asker, path + "/submissions", 10)).hasSize(1);
    assertThat(Lists.texts(Lists.all(asker, path + "/history", 1), "event"))
        .startsWith("APPROVAL_REQUESTED", "DECIDED")
        .endsWith("DECIDED", "APPROVAL_CLOSED");
    assertThat(json(asker.get(path + "/explanation"), 200).path("canSee").asBoolean()).isTrue();
  }

  @Test
  void others_requests_are_not_found() {
    String others = asked(anna, "'approvers':{'users':['asker','anna']}");
    Caller runner = staff.with("runner", "runs");
    for (Caller who : List.of(asker, runner)) {
      for (String read : READS) {
        problem(who.get("api/v1/approvals/" + others + read), 404, "not-found");
        problem(who.get("api/v1/approvals/" + NOBODYS + read), 404, "not-found");
      }
      problem(does(who, others, "comments", "{'text':'I was here'}"), 404, "not-found");
    }
    assertThat(Lists.all(anna, "api/v1/approvals/" + others + "/comments", 10)).isEmpty();
    assertThat(
            json(staff.root.get("api/v1/approvals/" + others + "/explanation?user=asker"), 200)
                .path("canSee")
                .asBoolean())
        .isFalse();
    problem(asker.get("api/v1/approvals/" + others + "/explanation?user=anna"), 403, "forbidden");
  }

  @Test
  void the_list_has_ones_own_whatever_is_asked_for() {
    Caller lister = staff.with("lister", "asks");
    String first = asked(lister, ANNA);
    String second = asked(lister, ANNA);
    String others = asked(anna, ANNA);
    for (String filter : List.of("", "?requestedBy=lister", "?approver=anna", "?status=PENDING")) {
      assertThat(Lists.texts(Lists.all(lister, "api/v1/approvals" + filter, 1), "id"))
          .as(filter)
          .containsExactly(second, first);
    }
    assertThat(Lists.all(lister, "api/v1/approvals?requestedBy=anna", 10)).isEmpty();
    assertThat(Lists.texts(Lists.all(anna, "api/v1/approvals?approver=anna", 200), "id"))
        .contains(first, second, others);
  }

  @Test
  void whoever_starts_a_workflow_sees_what_its_steps_ask_for() {
    String workflow = Scene.published(staff.root, Scene.TASK_AND_APPROVAL);
    Caller starter = staff.with("starter", "runs");
    String instance = Scene.started(starter, Scene.run(workflow)).path("id").asText();
    String approval =
        Scene.approvalOf(json(Scene.complete(starter, instance, "prepare"), 200), "consent");

    assertThat(json(starter.get("api/v1/approvals/" + approval), 200).path("requestedBy").asText())
        .isEqualTo("starter");
    problem(asker.get("api/v1/approvals/" + approval), 404, "not-found");
  }
}
