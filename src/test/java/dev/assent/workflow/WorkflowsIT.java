package dev.assent.workflow;

import static dev.assent.testing.Answers.etag;
import static dev.assent.testing.Answers.json;
import static dev.assent.testing.Answers.problem;
import static dev.assent.testing.Scene.fresh;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.testing.Caller;
import dev.assent.testing.Lists;
import dev.assent.testing.Scene;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of workflow documents over REST. */
class WorkflowsIT {
  private static final String AS_YAML = "application/yaml";

  private final Caller admin = Caller.named("admin");
  private final String id = fresh("wf");
  private final String path = "api/v1/workflows/" + id;
  private final String document = Scene.TASK_AND_APPROVAL.replace("${id}", id);

  @Test
  void from_draft_to_archive() {
    HttpResponse<String> drafted = draft(admin, document);
    assertThat(json(drafted, 201).path("status").asText()).isEqualTo("DRAFT");
    assertThat(drafted.headers().firstValue("Location").orElseThrow()).endsWith(path);
    problem(draft(admin, document), 409, "already-exists");
    problem(admin.post(path + "/activate", ""), 409, "invalid-state");
    problem(admin.post(path + "/suspend", ""), 409, "invalid-state");

    assertThat(published().path("version").asInt()).isEqualTo(1);
    assertThat(published().path("version").asInt()).as("nothing new to publish").isEqualTo(1);
    assertThat(status()).isEqualTo("ACTIVE");
    json(admin.post(path + "/suspend", ""), 200);
    problem(admin.post(path + "/suspend", ""), 409, "invalid-state");
    assertThat(status()).isEqualTo("SUSPENDED");
    json(admin.post(path + "/activate", ""), 200);

    assertThat(admin.delete(path).statusCode()).isEqualTo(204);
    assertThat(status()).isEqualTo("ARCHIVED");
    assertThat(listed("status=ARCHIVED&q=" + id)).containsExactly(id);
    assertThat(listed("q=" + id)).isEmpty();
    problem(admin.post(path + "/publish", ""), 409, "invalid-state");
    problem(admin.post(path + "/activate", ""), 409, "invalid-state");
    problem(admin.delete(path), 409, "invalid-state");
    problem(
        admin.put(path, document, "Content-Type", AS_YAML, "If-Match", "*"), 409, "invalid-state");
    assertThat(versions()).containsExactly("1");
  }

  @Test
  void a_draft_that_was_never_published_goes_away() {
    json(draft(admin, document), 201);

    assertThat(admin.delete(path).statusCode()).isEqualTo(204);
    problem(admin.get(path), 404, "not-found");
    problem(admin.get(path + "/versions"), 404, "not-found");
    json(draft(admin, document), 201);
  }

  @Test
  void is_changed_only_by_who_has_seen_what_it_is() {
    String first = etag(draft(admin, document));
    String changed = document.replace("Task and approval", "Changed");
    problem(put(changed), 428, "precondition-required");
    problem(put(changed, "If-Match", "\"7\""), 412, "precondition-failed");
    problem(put(changed, "If-Match", "nonsense"), 412, "precondition-failed");

    HttpResponse<String> done = put(changed, "If-Match", first);
    assertThat(json(done, 200).path("name").asText()).isEqualTo("Changed");
    assertThat(etag(done)).isNotEqualTo(first).isEqualTo(etag(admin.get(path)));
    problem(put(changed, "If-Match", first), 412, "precondition-failed");
    json(put(changed, "If-Match", "\"x\", " + etag(done)), 200);
    json(put(changed, "If-Match", "*"), 200);
    problem(put(document.replace(id, fresh("other")), "If-Match", "*"), 422, "invalid-document");
    problem(
        admin.put(
            "api/v1/workflows/no-such-workflow", changed, "Content-Type", AS_YAML, "If-Match", "*"),
        404,
        "not-found");
  }

  @Test
  void publishing_makes_immutable_numbered_versions() {
    json(draft(admin, document), 201);
    JsonNode one = published();
    for (int n = 2; n <= 4; n++) {
      json(put(document.replace("Task and", "Task " + n + " and"), "If-Match", "*"), 200);
      assertThat(published().path("version").asInt()).isEqualTo(n);
    }
    json(put(document, "If-Match", "*"), 200);
    JsonNode five = published();

    assertThat(five.path("contentHash")).isEqualTo(one.path("contentHash"));
    assertThat(versions()).containsExactly("5", "4", "3", "2", "1");
    JsonNode two = json(admin.get(path + "/versions/2"), 200);
    assertThat(two.path("document").path("name").asText()).isEqualTo("Task 2 and approval");
    assertThat(two.path("publishedBy").asText()).isEqualTo("admin");
    HttpResponse<String> asYaml = admin.get(path + "/versions/1", "Accept", AS_YAML);
    assertThat(asYaml.statusCode()).isEqualTo(200);
    assertThat(asYaml.body()).isEqualTo(document);
    for (String number : List.of("0", "6", "-1", "x", "1x", "99999999999")) {
      problem(admin.get(path + "/versions/" + number), 404, "not-found");
    }
  }

  @Test
  void takes_json_as_well_as_yaml() {
    String text =
        """
        {"id":"%s","name":"In JSON","steps":[{"id":"only","type":"task"}]}"""
            .formatted(id);
    json(admin.post("api/v1/workflows", text), 201);
    published();

    assertThat(json(admin.get(path), 200).path("document").toString()).isEqualTo(text);
    assertThat(json(admin.get(path + "/versions/1"), 200).path("document").toString())
        .isEqualTo(text);
    JsonNode sameInYaml =
        validated(
            "id: %s\nname: In JSON\nsteps: [{type: task, id: only}]\n".formatted(id), AS_YAML);
    assertThat(sameInYaml.path("contentHash").asText())
        .as("the content counts, not how it is written")
        .isEqualTo(json(admin.get(path + "/versions/1"), 200).path("contentHash").asText());
  }

  @Test
  void every_error_points_at_its_line() {
    String broken =
        """
        id: broken
        name: Broken
        steps:
          - id: a
            type: approval
            approvers: { roles: [x], distinctFrom: [nowhere] }
            onReject: { goto: nowhere }
          - id: b
            type: tusk
          - id: a
            type: task
            when: "input.amount >"
        """;
    JsonNode findings = validated(broken, AS_YAML);

    assertThat(findings.path("valid").asBoolean()).isFalse();
    assertThat(Lists.texts(items(findings.path("findings")), "line"))
        .contains("6", "7", "9", "10", "12");
    JsonNode refused = problem(draft(admin, broken), 422, "invalid-document");
    assertThat(Lists.texts(items(refused.path("errors")), "line"))
        .contains("6", "7", "9", "10", "12");
    assertThat(refused.path("errors").toString()).contains("task");
    problem(admin.get("api/v1/workflows/broken"), 404, "not-found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "validate"})
  void nothing_is_named_as_an_address_is_that_means_something_else(String taken) {
    String text = document.replace(id, taken);
    assertThat(validated(text, AS_YAML).path("valid").asBoolean()).isFalse();
    JsonNode refused = problem(draft(admin, text), 422, "invalid-document");
    assertThat(refused.path("errors").path(0).path("pointer").asText()).isEqualTo("/id");
  }

  @Test
  void validating_and_keeping_agree_on_numbers_that_cannot_be_stored() {
    String text =
        """
        {"id":"%s","name":"Numbers","input":{"properties":{"a":{"minimum":-1e999999999}}},\
        "steps":[{"id":"only","type":"task"}]}"""
            .formatted(id);
    JsonNode validation = validated(text, "application/json");
    assertThat(validation.path("valid").asBoolean()).isFalse();
    JsonNode refused = problem(admin.post("api/v1/workflows", text), 422, "invalid-document");
    assertThat(refused.path("errors").path(0).path("detail"))
        .isEqualTo(validation.path("findings").path(0).path("detail"));
  }

  @Test
  void warns_of_roles_that_nobody_can_have() {
    String text =
        "id: %s\nname: Roles\nsteps: [{id: only, type: task, roles: [no-such-role]}]\n"
            .formatted(id);
    JsonNode looked = validated(text, AS_YAML);
    assertThat(looked.path("valid").asBoolean()).isTrue();
    assertThat(looked.path("findings").path(0).path("detail").asText())
        .startsWith("there is no role 'no-such-role' yet");

    JsonNode drafted = json(draft(admin, text), 201);
    assertThat(drafted.path("warnings")).isEqualTo(looked.path("findings"));
    assertThat(published().path("warnings")).isEqualTo(looked.path("findings"));
  }

  @Test
  void validating_keeps_nothing() {
    assertThat(validated(document, AS_YAML).path("valid").asBoolean()).isTrue();
    problem(admin.get(path), 404, "not-found");

    JsonNode malformed = validated("{\"id\":", "application/json");
    assertThat(malformed.path("valid").asBoolean()).isFalse();
    assertThat(malformed.path("findings").path(0).path("line").asInt()).isEqualTo(1);
  }

  @Test
  void is_found_by_category_state_and_words() {
    String word = "w" + id.replace("-", "");
    String text =
        document.replace("Task and approval", word + " Überprüfung").replace("testing", word);
    json(draft(admin, text), 201);

    assertThat(listed("category=" + word)).containsExactly(id);
    assertThat(listed("category=" + word + "&status=DRAFT")).containsExactly(id);
    assertThat(listed("category=" + word + "&status=ACTIVE")).isEmpty();
    assertThat(listed("q=" + word.substring(0, 8))).as("the beginning of a word").contains(id);
    assertThat(listed("q=" + word + "+%C3%BCberpr%C3%BCfung")).containsExactly(id);
    assertThat(listed("q=" + word + "+nothing")).isEmpty();
    assertThat(listed("q=%26%7C%21%28%3A%2A%27")).as("nothing to search for").isEmpty();
    problem(admin.get("api/v1/workflows?sort=size"), 400, "invalid-parameter");
    problem(admin.get("api/v1/workflows?status=OPEN"), 400, "invalid-parameter");
  }

  @Test
  void a_repeated_key_is_answered_again() {
    HttpResponse<String> first = draft(admin, document, "Idempotency-Key", id);
    HttpResponse<String> again = draft(admin, document, "Idempotency-Key", id);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    problem(
        draft(admin, document.replace("Task", "Other"), "Idempotency-Key", id),
        422,
        "idempotency-key-reused");
  }

  private HttpResponse<String> draft(Caller caller, String text, String... headers) {
    String[] all =
        Stream.concat(Stream.of("Content-Type", AS_YAML), Stream.of(headers))
            .toArray(String[]::new);
    return caller.post("api/v1/workflows", text, all);
  }

  private HttpResponse<String> put(String text, String... headers) {
    String[] all =
        Stream.concat(Stream.of("Content-Type", AS_YAML), Stream.of(headers))
            .toArray(String[]::new);
    return admin.put(path, text, all);
  }

  private JsonNode published() {
    return json(admin.post(path + "/publish", ""), 200);
  }

  private String status() {
    return json(admin.get(path), 200).path("status").asText();
  }

  private List<String> versions() {
    return Lists.texts(Lists.all(admin, path + "/versions", 2), "version");
  }

  private List<String> listed(String filter) {
    return Lists.texts(Lists.all(admin, "api/v1/workflows?" + filter, 2), "id");
  }

  private JsonNode validated(String text, String type) {
    return json(admin.post("api/v1/workflows/validate", text, "Content-Type", type), 200);
  }

  private static List<JsonNode> items(JsonNode list) {
    return java.util.stream.StreamSupport.stream(list.spliterator(), false).toList();
  }
}
