package dev.assent.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;

/**
 * What tests begin with: workflows, instances and requests under names of their own, made over
 * REST.
 */
public final class Scene {

  /**
   * One task of anybody's, one approval by a role: the smallest workflow that asks for anything.
   */
  public static final String TASK_AND_APPROVAL =
      """
      id: ${id}
      name: Task and approval
      category: testing
      steps:
        - id: prepare
          type: task
        - id: consent
          type: approval
          approvers: { roles: [supervisor, budget-owner] }
      """;

  /**
   * A task of anybody's, then an approval that cannot be asked for unless the task's output has
   * {@code who}: without it the instance gets an incident.
   */
  public static final String TASK_AND_INCIDENT =
      """
      id: ${id}
      name: Task and incident
      steps:
        - id: prepare
          type: task
        - id: consent
          type: approval
          approvers: { users: ["steps.prepare.output.who"] }
      """;

  private static final String YAML = "application/yaml";

  private Scene() {}

  /** A name that nobody else has: {@code prefix-1b4e28ba}. */
  public static String fresh(String prefix) {
    return prefix + "-" + UUID.randomUUID().toString().substring(0, 13);
  }

  /** Has {@code document}, in YAML with <code>${id}</code>, published; answers its id. */
  public static String published(Caller manager, String document) {
    var id = fresh("wf");
    publish(manager, document.replace("${id}", id), id);
    return id;
  }

  /** The smallest workflow, under an id that is new in the tenant of {@code manager}. */
  public static void publishedWithId(Caller manager, String id) {
    publish(manager, TASK_AND_APPROVAL.replace("${id}", id), id);
  }

  private static void publish(Caller manager, String document, String id) {
    Answers.json(draft(manager, document), 201);
    Answers.json(manager.post("api/v1/workflows/" + id + "/publish", ""), 200);
  }

  public static HttpResponse<String> draft(Caller manager, String yaml) {
    return manager.post("api/v1/workflows", yaml, "Content-Type", YAML);
  }

  /** Body of a run. */
  public static ObjectNode run(String workflow) {
    var body = Json.mapper().createObjectNode().put("workflow", workflow);
    body.putObject("input");
    return body;
  }

  /** A running instance. */
  public static JsonNode started(Caller caller, ObjectNode run) {
    return Answers.json(caller.post("api/v1/workflows/run", run.toString()), 201);
  }

  public static HttpResponse<String> complete(Caller caller, String instance, String step) {
    return caller.post("api/v1/instances/" + instance + "/steps/" + step + "/complete", "{}");
  }

  /** The id of the incident of an instance of {@link #TASK_AND_INCIDENT} that has got one. */
  public static String incident(Caller caller, String workflow) {
    var id = started(caller, run(workflow)).path("id").asText();
    var halted = Answers.json(complete(caller, id, "prepare"), 200);
    return halted.path("activeSteps").path(0).path("activationId").asText();
  }

  /** The request that an instance waits for at {@code step}. */
  public static String approvalOf(JsonNode instance, String step) {
    for (var active : instance.path("activeSteps")) {
      if (active.path("id").asText().equals(step)) {
        return active.path("approvalId").asText();
      }
    }
    throw new AssertionError("step " + step + " is not active: " + instance);
  }

  /** Body of a request that stands alone. */
  public static ObjectNode request(String title, List<String> users, List<String> roles) {
    var body = Json.mapper().createObjectNode().put("title", title);
    var approvers = body.putObject("approvers");
    users.forEach(approvers.putArray("users")::add);
    roles.forEach(approvers.putArray("roles")::add);
    return body;
  }

  /** A request that was made. */
  public static JsonNode requested(Caller caller, ObjectNode request) {
    return Answers.json(caller.post("api/v1/approvals", request.toString()), 201);
  }

  public static HttpResponse<String> decide(Caller caller, String approval, String decision) {
    return caller.post(
        "api/v1/approvals/" + approval + "/decisions", "{\"decision\":\"%s\"}".formatted(decision));
  }

  /** Body of a ballot between the options a and b that everybody has to vote in. */
  public static ObjectNode ballot(String title, List<String> users) {
    var body = Json.mapper().createObjectNode().put("title", title).put("method", "SIMPLE");
    var options = body.putArray("options");
    options.addObject().put("id", "a");
    options.addObject().put("id", "b");
    var participants = body.putArray("participants");
    users.forEach(user -> participants.addObject().put("user", user));
    body.putObject("quorum").put("participants", users.size());
    return body;
  }

  /** A ballot that was opened. */
  public static JsonNode opened(Caller caller, ObjectNode ballot) {
    return Answers.json(caller.post("api/v1/consensus", ballot.toString()), 201);
  }

  /** The ballot that an instance waits for at {@code step}. */
  public static String ballotOf(JsonNode instance, String step) {
    for (var active : instance.path("activeSteps")) {
      if (active.path("id").asText().equals(step)) {
        return active.path("ballotId").asText();
      }
    }
    throw new AssertionError("step " + step + " is not active: " + instance);
  }

  /** Votes for an option. */
  public static HttpResponse<String> vote(Caller caller, String ballot, String option) {
    return caller.post(
        "api/v1/consensus/" + ballot + "/votes", "{\"option\":\"%s\"}".formatted(option));
  }

  /** A tenant of its own, with the caller who administers it. */
  public static Caller tenant(String id) {
    return tenant(Caller.named("admin"), id);
  }

  /** The same by an operator who calls another node; who gets it back calls the usual one. */
  public static Caller tenant(Caller operator, String id) {
    var body =
        "{\"id\":\"%s\",\"name\":\"T\",\"admin\":{\"name\":\"root\",\"password\":\"%s\"}}"
            .formatted(id, PASSWORD);
    Answers.json(operator.post("api/v1/tenants", body), 201);
    return Caller.basic(id + "/root", PASSWORD);
  }

  /** A user with roles, in the tenant of {@code admin}. */
  public static Caller user(Caller admin, String tenant, String name, List<String> roles) {
    var body = Json.mapper().createObjectNode().put("name", name).put("password", PASSWORD);
    roles.forEach(body.putArray("roles")::add);
    Answers.json(admin.post("api/v1/users", body.toString()), 201);
    return Caller.basic(tenant + "/" + name, PASSWORD);
  }

  /** A role with exactly these permissions. */
  public static void role(Caller admin, String name, List<String> permissions) {
    var body = Json.mapper().createObjectNode();
    permissions.forEach(body.putArray("permissions")::add);
    Answers.json(admin.put("api/v1/roles/" + name, body.toString()), 201);
  }

  /** Of every user that this class makes. */
  public static final String PASSWORD = "correct horse";
}
