package dev.assent.workflow;

import dev.assent.workflow.Definition.Fielded;
import dev.assent.workflow.Definition.Listed;
import dev.assent.workflow.Definition.Part;
import dev.assent.workflow.Definition.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what a step of type notify sends, and to whom. */
final class NotifyReader {
  private static final Set<String> TO = new LinkedHashSet<>(List.of("users", "roles"));

  private final Findings findings;

  NotifyReader(Findings findings) {
    this.findings = findings;
  }

  /** What the job is given and, apart, the roles in it with their places. */
  record Notice(Map<String, Part> request, List<Reference> roles) {}

  Notice notice(Fields fields) {
    Map<String, Part> request = new LinkedHashMap<>();
    List<Reference> roles = List.of();
    if (!fields.has("to") && !fields.has("url")) {
      findings.error(
          fields.place(), "a step of type notify needs 'to', 'url' or both; they say who is told");
    }
    if (!fields.has("message") && !fields.has("data")) {
      findings.error(fields.place(), "a step of type notify needs 'message', 'data' or both");
    }
    DocumentNode value = fields.value("to");
    Fields to = value == null ? null : Fields.of(value, fields.pointer("to"), "'to'", findings);
    if (to != null) {
      roles = to.names("roles", StepReader.MAX_LIST, StepReader.MAX_ROLE);
      request.put("to", new Fielded(to(to, roles)));
    }
    WorkReader.computed(fields, "url", request);
    WorkReader.computed(fields, "message", request);
    Part data = PartReader.read(fields, "data", findings);
    if (data != null) {
      request.put("data", data);
    }
    return new Notice(request, roles);
  }

  private Map<String, Part> to(Fields to, List<Reference> roles) {
    to.refuseOthers("'to'", TO, Set.of());
    if (to.isEmpty("users") && to.isEmpty("roles")) {
      findings.error(to.place(), "'to' names nobody; give 'users', 'roles' or both");
    }
    Map<String, Part> receivers = new LinkedHashMap<>();
    List<Part> users = new ArrayList<>();
    to.sources("users").forEach(user -> users.add(new Definition.Computed(user)));
    if (!users.isEmpty()) {
      receivers.put("users", new Listed(users));
    }
    if (!roles.isEmpty()) {
      receivers.put(
          "roles", new Listed(roles.stream().map(role -> PartReader.literal(role.id())).toList()));
    }
    return receivers;
  }
}
