package dev.assent.approval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.journal.Journal;
import dev.assent.journal.JournalEntry;
import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.json.ContentHash;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Clock;
import dev.assent.platform.web.ETags;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes routing policies and tells the journal, a transaction each. */
@Stateless
public class RoutingPolicyService {
  private static final String ACTIVE = "ACTIVE";
  private static final String ARCHIVED = "ARCHIVED";

  @Inject private RoutingPolicyRepository repository;
  @Inject private Journal journal;
  @Inject private Clock clock;

  /**
   * Makes a policy, or its next version when the document says anything else than the newest one.
   * One that was archived chooses again.
   *
   * @param ifMatch needed when there is a policy of this name, and refused when there is none
   * @throws ProblemException {@code INVALID_BODY}, {@code PRECONDITION_REQUIRED}, {@code
   *     PRECONDITION_FAILED}, {@code CONFLICT} when the tenant has too many
   */
  public RoutingPolicyView put(
      Caller caller, String name, @Nullable String ifMatch, RoutingDocument document) {
    caller.require(Permissions.WORKFLOW_MANAGE);
    Optional<RoutingPolicy> before = repository.lock(caller.tenant(), name);
    String hash = ContentHash.of(Json.mapper().valueToTree(document));
    if (before.isEmpty()) {
      return make(caller, name, ifMatch, document, hash);
    }
    RoutingPolicy policy = before.get();
    ETags.require(ifMatch, policy.revision());
    RoutingPolicyVersion newest = repository.version(caller.tenant(), name, policy.version());
    if (newest.contentHash().equals(hash) && !policy.isArchived()) {
      return RoutingPolicyView.of(policy, newest.document());
    }
    Instant now = clock.now();
    RoutingPolicy changed = policy.changed(document.description(), now);
    repository.replace(changed);
    add(changed, document, hash, caller.user(), now);
    tell(
        changed,
        caller.user(),
        new JournalEvent(
            "ROUTING_POLICY_CHANGED",
            null,
            policy.isArchived() ? ARCHIVED : ACTIVE,
            ACTIVE,
            data(changed, hash)));
    return RoutingPolicyView.of(changed, document);
  }

  private RoutingPolicyView make(
      Caller caller, String name, @Nullable String ifMatch, RoutingDocument document, String hash) {
    if (ifMatch != null && !ifMatch.isBlank()) {
      throw new ProblemException(
          ProblemType.PRECONDITION_FAILED,
          "There is no routing policy " + name + " that could match If-Match.");
    }
    if (repository.count(caller.tenant()) >= RoutingPolicyRepository.MAX_PER_TENANT) {
      throw new ProblemException(
          ProblemType.CONFLICT,
          "A tenant has at most "
              + RoutingPolicyRepository.MAX_PER_TENANT
              + " routing policies, archived ones included.");
    }
    Instant now = clock.now();
    RoutingPolicy made =
        RoutingPolicy.made(caller.tenant(), name, document.description(), caller.user(), now);
    if (!repository.add(made)) {
      throw new ProblemException(
          ProblemType.PRECONDITION_REQUIRED,
          "The routing policy " + name + " was made at this moment; name its ETag in If-Match.");
    }
    add(made, document, hash, caller.user(), now);
    tell(
        made,
        caller.user(),
        new JournalEvent("ROUTING_POLICY_CREATED", null, null, ACTIVE, data(made, hash)));
    return RoutingPolicyView.of(made, document);
  }

  /**
   * Has it choose for no new request; requests that it has chosen for stay as they are. Nothing
   * happens when it is archived already.
   *
   * @throws ProblemException {@code NOT_FOUND}
   */
  public void archive(Caller caller, String name) {
    caller.require(Permissions.WORKFLOW_MANAGE);
    RoutingPolicy policy =
        repository
            .lock(caller.tenant(), name)
            .orElseThrow(() -> ProblemException.notFound("routing policy", name));
    if (policy.isArchived()) {
      return;
    }
    RoutingPolicy archived = policy.archived(clock.now());
    repository.replace(archived);
    tell(
        archived,
        caller.user(),
        new JournalEvent("ROUTING_POLICY_ARCHIVED", null, ACTIVE, ARCHIVED, null));
  }

  private void add(
      RoutingPolicy policy, RoutingDocument document, String hash, String by, Instant at) {
    repository.add(
        new RoutingPolicyVersion(
            policy.tenant(), policy.name(), policy.version(), document, hash, by, at));
  }

  private static ObjectNode data(RoutingPolicy policy, String hash) {
    return Json.mapper()
        .createObjectNode()
        .put("version", policy.version())
        .put("contentHash", hash);
  }

  private void tell(RoutingPolicy policy, String actor, JournalEvent event) {
    journal.append(
        new JournalEntry(
            policy.tenant(),
            SubjectType.ROUTING_POLICY,
            policy.name(),
            actor,
            null,
            policy.updatedAt(),
            List.of(event)));
  }
}
