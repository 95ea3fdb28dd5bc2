package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.platform.json.Json;
import dev.assent.testing.Caller;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdministrationIT {
  private static final String PASSWORD = "correct horse";

  private final Caller admin = Caller.named("admin");
  private final String name = "u-" + UUID.randomUUID();
  private final String path = "api/v1/users/" + name;

  @Test
  void a_user_s_life() {
    HttpResponse<String> created = open(name, "employee");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(created.headers().firstValue("Location").orElseThrow()).endsWith(path);
    assertThat(created.body()).doesNotContain("argon2").doesNotContain(PASSWORD);
    Caller user = Caller.basic(name, PASSWORD);
    assertThat(roles(user)).isEqualTo("[\"employee\"]");
    assertThat(open(name, "employee").statusCode()).isEqualTo(409);

    String etag = created.headers().firstValue("ETag").orElseThrow();
    String change = "{\"roles\":[\"supervisor\"],\"active\":true}";
    assertThat(admin.put(path, change).statusCode()).isEqualTo(428);
    HttpResponse<String> changed = admin.put(path, change, "If-Match", etag);
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(admin.put(path, change, "If-Match", etag).statusCode()).isEqualTo(412);
    assertThat(roles(user)).as("at once").isEqualTo("[\"supervisor\"]");

    String newPassword = "{\"password\":\"battery staple\"}";
    assertThat(admin.put(path + "/password", newPassword).statusCode()).isEqualTo(204);
    assertThat(user.get("api/v1/me").statusCode()).as("at once").isEqualTo(401);
    Caller again = Caller.basic(name, "battery staple");
    assertThat(again.get("api/v1/me").statusCode()).isEqualTo(200);

    HttpResponse<String> off =
        admin.put(path, "{\"roles\":[],\"active\":false}", "If-Match", etag(admin.get(path)));
    assertThat(off.statusCode()).isEqualTo(200);
    assertThat(again.get("api/v1/me").statusCode()).as("at once").isEqualTo(401);

    assertThat(admin.delete(path).statusCode()).isEqualTo(204);
    assertThat(admin.get(path).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":\"x\",\"password\":\"correct horse\"}",
        "{\"name\":\"a/b\",\"password\":\"correct horse\",\"roles\":[]}",
        "{\"name\":\"x\",\"password\":\"short\",\"roles\":[]}",
        "{\"name\":\"x\",\"password\":\"correct horse\",\"roles\":[null]}",
        "{\"name\":\"x\",\"password\":\"correct horse\",\"roles\":[\"no such role\"]}",
        "{\"name\":\"x\",\"password\":\"correct horse\",\"roles\":[],\"admin\":true}"
      })
  void refuses_a_user_that_is_not_well_formed(String body) {
    HttpResponse<String> answer = admin.post("api/v1/users", body);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Json.parse(answer.body()).path("errors").path(0).path("pointer").asText())
        .startsWith("/");
  }

  @Test
  void pages_users_by_name() {
    String next = "";
    String last = "";
    int pages = 0;
    do {
      HttpResponse<String> answer = admin.get("api/v1/users?limit=2" + next);
      assertThat(answer.statusCode()).isEqualTo(200);
      JsonNode page = Json.parse(answer.body());
      for (JsonNode user : page.path("items")) {
        assertThat(user.path("name").asText()).isGreaterThan(last);
        last = user.path("name").asText();
      }
      next = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
      pages++;
    } while (!next.isEmpty());

    assertThat(pages).isGreaterThanOrEqualTo(3);
    assertThat(admin.get("api/v1/users?limit=0").statusCode()).isEqualTo(400);
    assertThat(admin.get("api/v1/users?cursor=%21").statusCode()).isEqualTo(400);
  }

  @Test
  void a_role_s_life() {
    String role = "api/v1/roles/r-" + UUID.randomUUID();
    assertThat(admin.put(role, "{\"permissions\":[\"everything\"]}").statusCode()).isEqualTo(400);
    assertThat(admin.put(role, "{\"permissions\":[\"workflow_read\"]}").statusCode())
        .isEqualTo(201);
    assertThat(open(name, role.substring(role.lastIndexOf('/') + 1)).statusCode()).isEqualTo(201);
    Caller user = Caller.basic(name, PASSWORD);
    assertThat(user.get("api/v1/users").statusCode()).isEqualTo(403);

    assertThat(admin.put(role, "{\"permissions\":[\"operations_read\"]}").statusCode())
        .isEqualTo(200);
    assertThat(user.get("api/v1/users").statusCode()).as("at once").isEqualTo(200);
    assertThat(user.delete(path).statusCode()).as("reading is not managing").isEqualTo(403);

    assertThat(admin.delete(role).statusCode()).as("while a user has it").isEqualTo(409);
    assertThat(admin.delete(path).statusCode()).isEqualTo(204);
    assertThat(admin.delete(role).statusCode()).isEqualTo(204);
  }

  @Test
  void nobody_takes_the_permission_to_manage_from_himself() {
    String etag = etag(admin.get("api/v1/users/admin"));
    String roles = "{\"roles\":[\"employee\"],\"active\":true}";
    String off = "{\"roles\":[\"admin\"],\"active\":false}";

    assertThat(admin.put("api/v1/users/admin", roles, "If-Match", etag).statusCode())
        .isEqualTo(409);
    assertThat(admin.put("api/v1/users/admin", off, "If-Match", etag).statusCode()).isEqualTo(409);
    assertThat(admin.delete("api/v1/users/admin").statusCode()).isEqualTo(409);
    assertThat(admin.put("api/v1/roles/admin", "{\"permissions\":[]}").statusCode()).isEqualTo(409);
    assertThat(etag(admin.get("api/v1/users/admin"))).isEqualTo(etag);
  }

  @Test
  void tenants_never_meet() {
    String id = "t-" + UUID.randomUUID();
    String body =
        "{\"id\":\"%s\",\"name\":\"T\",\"admin\":{\"name\":\"root\",\"password\":\"%s\"}}"
            .formatted(id, PASSWORD);
    assertThat(admin.post("api/v1/tenants", body).statusCode()).isEqualTo(201);
    assertThat(admin.post("api/v1/tenants", body).statusCode()).isEqualTo(409);
    assertThat(admin.get("api/v1/tenants?limit=200").body()).contains(id);

    Caller root = Caller.basic(id + "/root", PASSWORD);
    JsonNode users = Json.parse(root.get("api/v1/users").body()).path("items");
    assertThat(users).hasSize(1);
    assertThat(root.get("api/v1/users/supervisor").statusCode()).isEqualTo(404);
    assertThat(root.delete("api/v1/users/supervisor").statusCode()).isEqualTo(404);
    assertThat(root.delete("api/v1/roles/supervisor").statusCode()).isEqualTo(404);
    assertThat(root.get("api/v1/tenants").statusCode()).isEqualTo(403);
    assertThat(root.post("api/v1/tenants", body).statusCode()).isEqualTo(403);
    assertThat(Caller.basic("root", PASSWORD).get("api/v1/me").statusCode()).isEqualTo(401);
  }

  private HttpResponse<String> open(String user, String role) {
    return admin.post(
        "api/v1/users",
        "{\"name\":\"%s\",\"password\":\"%s\",\"roles\":[\"%s\"]}".formatted(user, PASSWORD, role));
  }

  private static String roles(Caller caller) {
    return Json.parse(caller.get("api/v1/me").body()).path("roles").toString();
  }

  private static String etag(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }
}
