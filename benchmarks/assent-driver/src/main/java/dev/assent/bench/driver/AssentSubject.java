package dev.assent.bench.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.assent.approval.Decide;
import dev.assent.approval.Decision;
import dev.assent.approval.FirstPage;
import dev.assent.approval.Verdict;
import dev.assent.bench.Approvals;
import dev.assent.bench.Subject;
import dev.assent.bench.Work;
import dev.assent.bench.Workload;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.instance.InstanceQueries;
import dev.assent.instance.InstanceView;
import dev.assent.instance.StartInstance;
import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.commands.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Assent in its own process. Tenant, roles and workflows are there already: the runner has made
 * them over HTTP.
 */
@ApplicationScoped
public class AssentSubject implements Subject {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String TENANT = "bench";
  private static final Caller REQUESTER =
      new Caller(TENANT, Workload.REQUESTER, Set.of("requester"), Set.of(Permissions.WORKFLOW_RUN));
  private static final StartInstance.Entity NO_ENTITY =
      new StartInstance.Entity(null, null, null, null);
  private static final Verdict APPROVED =
      new Verdict(Decision.APPROVE, null, List.of(), Map.of(), List.of(), null, null);

  @Inject private CommandQueue commands;
  @Inject private InstanceQueries instances;
  @Inject private FirstPage inbox;

  private final AtomicInteger count = new AtomicInteger();

  @Override
  public String name() {
    return "Assent";
  }

  @Override
  public Set<Workload> workloads() {
    return Set.of(
        Workload.W1, Workload.W2, Workload.W3, Workload.W4, Workload.W5, Workload.W6, Workload.W7);
  }

  @Override
  public Work work(Workload workload, int clients) {
    return switch (workload) {
      case W1 -> approvals(clients).orElseThrow().both();
      case W2, W3, W4 -> (worker, watch) -> throughAll(workload);
      case W5 -> (worker, watch) -> start(workload);
      case W6 -> (worker, watch) -> readPage();
      case W7 -> (worker, watch) -> startMany();
      default -> throw new IllegalArgumentException(workload + " is not done here");
    };
  }

  @Override
  public Optional<Approvals> approvals(int clients) {
    return Optional.of(
        new Approvals() {
          @Override
          public String start(int worker) {
            return approval(AssentSubject.this.start(Workload.W1)).toString();
          }

          @Override
          public void decide(int worker, String approval) {
            AssentSubject.this.decide(UUID.fromString(approval));
          }
        });
  }

  private void throughAll(Workload workload) {
    InstanceView instance = start(workload);
    while (!instance.activeSteps().isEmpty()) {
      instance.activeSteps().forEach(step -> decide(step.approvalId()));
      if (workload != Workload.W2) {
        return; // nothing else can follow: no need to look
      }
      instance = instances.get(TENANT, instance.id());
    }
  }

  private InstanceView start(Workload workload) {
    return commands.submit(start(workload, count.getAndIncrement()));
  }

  private static StartInstance start(Workload workload, int number) {
    JsonNode input =
        MAPPER
            .createObjectNode()
            .put("amount", Workload.amount(number))
            .put("employee", Workload.REQUESTER)
            .put("purpose", "Visit of the customer");
    return new StartInstance(REQUESTER, document(workload), NO_ENTITY, null, input, null, null);
  }

  /** Name of the workflow, as the runner publishes it. */
  private static String document(Workload workload) {
    return "bench-"
        + (workload == Workload.W7 ? "w1" : workload.name().toLowerCase(java.util.Locale.ROOT));
  }

  private static UUID approval(InstanceView instance) {
    return instance.activeSteps().get(0).approvalId();
  }

  private void decide(UUID approval) {
    commands.submit(new Decide(approver(Workload.APPROVER), approval, null, APPROVED, null));
  }

  private static Caller approver(String name) {
    return new Caller(TENANT, name, Set.of("approver"), Set.of(Permissions.APPROVAL_DECIDE));
  }

  private void readPage() {
    int found = inbox.read(approver(Workload.approver(count.getAndIncrement())), Workload.PAGE);
    if (found != Workload.PAGE) {
      throw new IllegalStateException("a page of " + found);
    }
  }

  private void startMany() {
    List<StartInstance> all = new ArrayList<>();
    for (int i = 0; i < Workload.W7.units(); i++) {
      all.add(start(Workload.W7, i));
    }
    for (Outcome<InstanceView> outcome : commands.submitAll(all)) {
      if (outcome instanceof Outcome.Failed<InstanceView> failed) {
        throw new IllegalStateException(failed.fault());
      }
    }
  }

  @Override
  public void close() {
    // it ends with the server
  }
}
