package dev.assent.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assent.platform.json.Json;
import dev.assent.replay.Client.Call;
import dev.assent.replay.Client.Login;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a replay takes place: a tenant of its own, so that it meets nobody else's roles and users,
 * with a user for each role of the log and the published workflow. Whatever of it is there from an
 * earlier replay is used again.
 */
final class Office {

  static final String WORKFLOW = "travel-claim";

  private static final List<String> PERMISSIONS =
      List.of("workflow_read", "workflow_run", "approval_request", "approval_decide");

  private final Client client;
  private final String tenant;
  private final String secret;
  private final Map<String, Login> users = new TreeMap<>();
  private final boolean foundOpen;

  private Office(Client client, Login operator, String tenant) {
    this.client = client;
    this.tenant = tenant;
    this.secret = secret(operator, tenant);
    this.foundOpen = !isOpened(operator);
  }

  /**
   * Opens the tenant, or finds it open.
   *
   * @param operator an administrator of the operator's tenant
   * @param roles of the log
   */
  static Office open(Client client, Login operator, String tenant, Collection<String> roles) {
    var office = new Office(client, operator, tenant);
    roles.forEach(office::employ);
    office.publish();
    return office;
  }

  private boolean isOpened(Login operator) {
    var tenants = Json.mapper().createObjectNode().put("id", tenant).put("name", "Replay of a log");
    tenants.putObject("admin").put("name", "admin").put("password", secret);
    var answer = client.send(operator, Call.post(Operation.PREPARE, "tenants", tenants, ""));
    if (answer.status() == 403) {
      throw new IllegalStateException(
          "%s may not open tenants, and the replay needs one of its own: %s"
              .formatted(operator, answer.detail()));
    }
    if (answer.status() == 409) {
      return false;
    }
    answer.require("opening tenant " + tenant);
    return true;
  }

  private void employ(String role) {
    var permissions = Json.mapper().createObjectNode();
    PERMISSIONS.forEach(permissions.putArray("permissions")::add);
    client
        .send(admin(), Call.json(Operation.PREPARE, "PUT", "roles/" + role, permissions, ""))
        .require("making role " + role);
    var user = Json.mapper().createObjectNode().put("name", role).put("password", secret);
    user.putArray("roles").add(role);
    var answer = client.send(admin(), Call.post(Operation.PREPARE, "users", user, ""));
    if (answer.status() != 409) {
      answer.require("making user " + role);
    }
    users.put(role, new Login(tenant + "/" + role, secret));
  }

  private void publish() {
    var made = client.send(admin(), document("POST", "workflows"));
    if (made.status() == 409) {
      replaceDraft();
    } else {
      made.require("making workflow " + WORKFLOW);
    }
    client
        .send(
            admin(),
            new Call(Operation.PREPARE, "POST", "workflows/" + WORKFLOW + "/publish", "", "", ""))
        .require("publishing workflow " + WORKFLOW);
  }

  private void replaceDraft() {
    var there =
        client
            .send(admin(), Call.get(Operation.PREPARE, "workflows/" + WORKFLOW))
            .require("reading workflow " + WORKFLOW);
    client
        .send(admin(), document("PUT", "workflows/" + WORKFLOW).ifMatch(there.etag()))
        .require("changing workflow " + WORKFLOW);
  }

  Login user(String role) {
    return users.get(role);
  }

  Login admin() {
    return new Login(tenant + "/admin", secret);
  }

  /** Whether there may be claims already, of an earlier replay. */
  boolean wasOpenBefore() {
    return foundOpen;
  }

  private static Call document(String method, String path) {
    return new Call(Operation.PREPARE, method, path, "application/yaml", text(), "");
  }

  static String text() {
    try (var in = Office.class.getResourceAsStream(WORKFLOW + ".yaml")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the workflow's document is missing", e);
    }
  }

  /** Not to be guessed, but the same when the replay is run again. */
  private static String secret(Login operator, String tenant) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("replay\n" + tenant + "\n" + operator.password()).getBytes(UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, 32);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
