package dev.assent.identity;

import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Answers.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import dev.assent.testing.Together;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Roles that contain roles, over REST. */
class RoleMembersIT {
  private static final String TENANT = Scene.fresh("members");
  private static Caller root;

  @BeforeAll
  static void begin() {
    root = Scene.tenant(TENANT);
    Scene.role(root, "decider", List.of(Permissions.APPROVAL_DECIDE));
  }

  @Test
  void whoever_has_a_member_role_has_what_contains_it() {
    Scene.role(root, "finance", List.of(Permissions.APPROVAL_DECIDE, Permissions.WORKFLOW_READ));
    Scene.role(root, "controlling", List.of());
    Caller ann = Scene.user(root, TENANT, "ann", List.of("finance"));
    Caller bob = Scene.user(root, TENANT, "bob", List.of("controlling"));
    String group = "api/v1/roles/finance-or-controlling";
    JsonNode made =
        json(
            root.put(
                group,
                "{\"permissions\":[\"approval_decide\"],\"members\":[\"finance\",\"controlling\"]}"),
            201);
    assertThat(made.path("members").toString()).isEqualTo("[\"controlling\",\"finance\"]");
    assertThat(json(root.get(group), 200)).isEqualTo(made);

    assertThat(json(bob.get("api/v1/me"), 200).path("roles").toString())
        .as("at once")
        .isEqualTo("[\"controlling\",\"finance-or-controlling\"]");
    assertThat(json(bob.get("api/v1/me"), 200).path("permissions").toString())
        .isEqualTo("[\"approval_decide\"]");
    String asked =
        Scene.requested(root, Scene.request("R", List.of(), List.of("finance-or-controlling")))
            .path("id")
            .asText();
    assertThat(Lists.texts(Lists.all(ann, "api/v1/approvals/pending", 10), "id")).contains(asked);
    json(Scene.decide(bob, asked, "APPROVE"), 201);

    JsonNode inUse = problem(root.delete("api/v1/roles/controlling"), 409, "conflict");
    assertThat(inUse.path("detail").asText()).contains("users have it");
    Scene.role(root, "unused", List.of());
    json(root.put(group, "{\"permissions\":[],\"members\":[\"unused\"]}"), 200);
    assertThat(json(bob.get("api/v1/me"), 200).path("roles").toString())
        .isEqualTo("[\"controlling\"]");
    JsonNode member = problem(root.delete("api/v1/roles/unused"), 409, "conflict");
    assertThat(member.path("detail").asText()).contains("finance-or-controlling");
    assertThat(root.delete(group).statusCode()).isEqualTo(204);
    assertThat(root.delete("api/v1/roles/unused").statusCode()).isEqualTo(204);
    assertThat(
            PeopleJournal.of(TENANT, "ROLE", "finance-or-controlling")
                .get(0)
                .data()
                .path("members")
                .toString())
        .isEqualTo("[\"controlling\",\"finance\"]");
  }

  @Test
  void refuses_members_that_are_none_circles_and_deep_nesting() throws Exception {
    membersRefused("[\"no-such-role\"]");
    membersRefused("[\"group\"]");
    membersRefused("[null]");
    membersRefused("[" + "\"decider\",".repeat(100) + "\"decider\"]");
    Scene.role(root, "r0", List.of());
    for (int i = 1; i <= 5; i++) {
      json(members("r" + i, "r" + (i - 1)), 201);
    }
    problem(members("r6", "r5"), 409, "conflict");
    problem(members("r0", "r5"), 409, "conflict");
    problem(members("r2", "r4"), 409, "conflict");

    try (Together together = new Together()) {
      for (int race = 0; race < 30; race++) {
        String one = "left-" + race;
        String two = "right-" + race;
        Scene.role(root, one, List.of());
        Scene.role(root, two, List.of());
        List<HttpResponse<String>> answers =
            together.run(List.of(() -> members(one, two), () -> members(two, one)));
        assertThat(answers)
            .extracting(HttpResponse::statusCode)
            .containsExactlyInAnyOrder(200, 409);
      }
    }
  }

  @Test
  void nobody_takes_the_permission_to_manage_from_himself_through_a_member() {
    Caller own = Scene.tenant(Scene.fresh("manage"));
    String ownTenant = json(own.get("api/v1/me"), 200).path("tenant").asText();
    Scene.role(own, "chief", List.of());
    Scene.role(own, "spare", List.of());
    json(
        own.put(
            "api/v1/roles/managers",
            "{\"permissions\":[\"operations_manage\"],\"members\":[\"chief\"]}"),
        201);
    Caller chief = Scene.user(own, ownTenant, "chief", List.of("chief"));
    String without = "{\"permissions\":[\"operations_manage\"],\"members\":[\"spare\"]}";

    problem(chief.put("api/v1/roles/managers", without), 409, "conflict");
    problem(chief.delete("api/v1/roles/managers"), 409, "conflict");
    json(own.put("api/v1/roles/managers", without), 200);
    problem(chief.get("api/v1/users"), 403, "forbidden");
  }

  private static HttpResponse<String> members(String role, String member) {
    return root.put(
        "api/v1/roles/" + role, "{\"permissions\":[],\"members\":[\"%s\"]}".formatted(member));
  }

  private static void membersRefused(String members) {
    HttpResponse<String> answer =
        root.put("api/v1/roles/group", "{\"permissions\":[],\"members\":" + members + "}");
    JsonNode problem = problem(answer, 400, "invalid-body");
    assertThat(problem.path("errors").path(0).path("pointer").asText())
        .as(told(answer))
        .startsWith("/members");
  }
}
