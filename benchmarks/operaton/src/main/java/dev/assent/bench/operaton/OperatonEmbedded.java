package dev.assent.bench.operaton;

import com.zaxxer.hikari.HikariDataSource;
import dev.assent.bench.Approvals;
import dev.assent.bench.Bpmn;
import dev.assent.bench.Child;
import dev.assent.bench.Subject;
import dev.assent.bench.Work;
import dev.assent.bench.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.operaton.bpm.engine.ProcessEngine;
import org.operaton.bpm.engine.RuntimeService;
import org.operaton.bpm.engine.TaskService;
import org.operaton.bpm.engine.impl.cfg.StandaloneProcessEngineConfiguration;
import org.operaton.bpm.engine.impl.persistence.StrongUuidGenerator;
import org.operaton.bpm.engine.runtime.ProcessInstance;
import org.operaton.bpm.engine.task.Task;

/**
 * Operaton as a library. History level {@code audit}: its default, {@code full}, would write a row
 * more for each variable; identifiers made in memory, as its starter has them; without its metrics;
 * nothing runs in the background.
 */
public final class OperatonEmbedded implements Subject {
  static final String NAMESPACE = "http://operaton.org/schema/1.0/bpmn";

  /** Tasks made in one transaction when an inbox is filled. */
  private static final int CHUNK = 1_000;

  private final HikariDataSource dataSource = new HikariDataSource();
  private final StandaloneProcessEngineConfiguration configuration =
      new StandaloneProcessEngineConfiguration();
  private final ProcessEngine engine;
  private final RuntimeService runtime;
  private final TaskService tasks;
  private final AtomicInteger count = new AtomicInteger();

  private OperatonEmbedded() {
    dataSource.setJdbcUrl(System.getProperty("bench.url"));
    dataSource.setUsername(System.getProperty("bench.user"));
    dataSource.setMaximumPoolSize(Integer.getInteger("bench.pool", 30));
    configuration.setDataSource(dataSource);
    configuration.setDatabaseSchemaUpdate("true");
    configuration.setHistory("audit");
    configuration.setIdGenerator(new StrongUuidGenerator());
    configuration.setJobExecutorActivate(false);
    configuration.setMetricsEnabled(false);
    engine = configuration.buildProcessEngine();
    runtime = engine.getRuntimeService();
    tasks = engine.getTaskService();
    for (Workload workload :
        List.of(Workload.W1, Workload.W2, Workload.W3, Workload.W4, Workload.W5)) {
      engine
          .getRepositoryService()
          .createDeployment()
          .addString(Bpmn.resource(workload), Bpmn.document(workload, NAMESPACE))
          .deploy();
    }
  }

  public static void main(String[] arguments) throws Exception {
    Child.run(OperatonEmbedded::new);
  }

  @Override
  public String name() {
    return "Operaton " + ProcessEngine.class.getPackage().getImplementationVersion();
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
      case W6 -> {
        fillInbox();
        yield (worker, watch) -> readPage();
      }
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
            ProcessInstance instance = OperatonEmbedded.this.start(Workload.W1);
            return open(instance).get(0).getId();
          }

          @Override
          public void decide(int worker, String approval) {
            tasks.complete(approval);
          }
        });
  }

  private void throughAll(Workload workload) {
    ProcessInstance instance = start(workload);
    List<Task> open = open(instance);
    while (!open.isEmpty()) {
      open.forEach(task -> tasks.complete(task.getId()));
      // in the others nothing can follow: no need to look
      open = workload == Workload.W2 ? open(instance) : List.of();
    }
  }

  private ProcessInstance start(Workload workload) {
    return runtime.startProcessInstanceByKey(
        Bpmn.key(workload),
        Map.of(
            "amount",
            Workload.amount(count.getAndIncrement()),
            "employee",
            Workload.REQUESTER,
            "purpose",
            "Visit of the customer"));
  }

  private List<Task> open(ProcessInstance instance) {
    return tasks.createTaskQuery().processInstanceId(instance.getId()).list();
  }

  /** All in one transaction: it has no other way to start many. */
  private void startMany() {
    configuration
        .getCommandExecutorTxRequired()
        .execute(
            context -> {
              for (int i = 0; i < Workload.W7.units(); i++) {
                start(Workload.W7);
              }
              return null;
            });
  }

  /** With tasks that belong to no process, which takes fewer rows and so less time. */
  private void fillInbox() {
    long there = tasks.createTaskQuery().taskName("Purchase").count();
    for (int from = (int) there; from < Workload.OPEN; from += CHUNK) {
      int first = from;
      configuration
          .getCommandExecutorTxRequired()
          .execute(
              context -> {
                for (int i = first; i < Math.min(first + CHUNK, Workload.OPEN); i++) {
                  Task task = tasks.newTask();
                  task.setName("Purchase");
                  task.setAssignee(Workload.approver(i));
                  tasks.saveTask(task);
                }
                return null;
              });
    }
  }

  private void readPage() {
    int found =
        tasks
            .createTaskQuery()
            .taskAssignee(Workload.approver(count.getAndIncrement()))
            .orderByTaskCreateTime()
            .asc()
            .listPage(0, Workload.PAGE)
            .size();
    if (found != Workload.PAGE) {
      throw new IllegalStateException("a page of " + found);
    }
  }

  @Override
  public void close() {
    engine.close();
    dataSource.close();
  }
}
