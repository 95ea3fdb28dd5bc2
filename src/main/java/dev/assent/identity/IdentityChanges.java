package dev.assent.identity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.identity.IdentityChanged.Subject;
import dev.assent.platform.json.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;

/** Says what has changed, inside the transaction that changes it: see {@link IdentityChanged}. */
@ApplicationScoped
class IdentityChanges {
  @Inject Event<IdentityChanged> news;

  public void account(String event, Account account, String actor, Instant at) {
    JsonNode data =
        Json.mapper()
            .createObjectNode()
            .put("active", account.active())
            .set("roles", texts(account.roles()));
    fire(account.tenant(), Subject.ACCOUNT, account.name(), actor, at, event, data);
  }

  public void role(String event, Role role, String actor, Instant at) {
    ObjectNode data = Json.mapper().createObjectNode();
    data.set("permissions", texts(role.permissions()));
    if (!role.members().isEmpty()) {
      data.set("members", texts(role.members()));
    }
    fire(role.tenant(), Subject.ROLE, role.name(), actor, at, event, data);
  }

  public void tenant(String event, Tenant tenant, String actor, Instant at) {
    JsonNode data = Json.mapper().createObjectNode().put("name", tenant.name());
    fire(tenant.id(), Subject.TENANT, tenant.id(), actor, at, event, data);
  }

  public void profile(String event, Profile profile, String actor, Instant at) {
    ObjectNode data = Json.mapper().createObjectNode();
    if (profile.manager() != null) {
      data.put("manager", profile.manager());
    }
    data.set("capabilities", texts(profile.capabilities()));
    fire(profile.tenant(), Subject.PROFILE, profile.user(), actor, at, event, data);
  }

  public void absence(String event, Absence absence, String actor, Instant at) {
    JsonNode data = Json.mapper().valueToTree(absence.view());
    fire(absence.tenant(), Subject.ABSENCE, absence.user(), actor, at, event, data);
  }

  public void pair(String event, SeparationPair pair, String actor, Instant at) {
    ObjectNode data = Json.mapper().createObjectNode().put("reason", pair.reason());
    data.set("users", texts(Set.of(pair.one(), pair.other())));
    String id = pair.id().toString();
    fire(pair.tenant(), Subject.SEPARATION_PAIR, id, actor, at, event, data);
  }

  private void fire(
      String tenant,
      Subject subject,
      String id,
      String actor,
      Instant at,
      String event,
      JsonNode data) {
    news.fire(new IdentityChanged(tenant, subject, id, actor, at, event, data));
  }

  private static JsonNode texts(Set<String> texts) {
    return Json.mapper().valueToTree(new TreeSet<>(texts));
  }
}
