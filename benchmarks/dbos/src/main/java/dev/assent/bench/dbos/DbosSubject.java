package dev.assent.bench.dbos;

import com.zaxxer.hikari.HikariDataSource;
import dev.assent.bench.Child;
import dev.assent.bench.Stopwatch;
import dev.assent.bench.Subject;
import dev.assent.bench.Work;
import dev.assent.bench.Workload;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.WorkflowHandle;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** DBOS Transact as a library. An operation has ended when the workflow has. */
public final class DbosSubject implements Subject {
  private static final String PURPOSE = "Visit of the customer";

  private final HikariDataSource dataSource = new HikariDataSource();
  private final DBOS dbos;
  private final Approving workflows;
  private final AtomicInteger count = new AtomicInteger();

  private DbosSubject() {
    dataSource.setJdbcUrl(System.getProperty("bench.url"));
    dataSource.setUsername(System.getProperty("bench.user"));
    dataSource.setMaximumPoolSize(Integer.getInteger("bench.pool", 30));
    dbos =
        new DBOS(DBOSConfig.defaults("bench").withDataSource(dataSource).withAppVersion("bench"));
    workflows = dbos.registerProxy(Approving.class, new ApprovingWorkflows(dbos));
    dbos.launch();
  }

  public static void main(String[] arguments) throws Exception {
    Child.run(DbosSubject::new);
  }

  @Override
  public String name() {
    return "DBOS Transact " + DBOS.version();
  }

  @Override
  public Set<Workload> workloads() {
    return Set.of(Workload.W1, Workload.W2, Workload.W4, Workload.W5);
  }

  @Override
  public Work work(Workload workload, int clients) {
    return switch (workload) {
      case W1 -> (worker, watch) -> approve(1, watch);
      case W2 -> (worker, watch) -> approve(5, watch);
      case W4 -> (worker, watch) -> route();
      case W5 -> (worker, watch) -> workflows.compute(amount(), Workload.REQUESTER, PURPOSE);
      default -> throw new IllegalArgumentException(workload + " is not done here");
    };
  }

  private double amount() {
    return Workload.amount(count.getAndIncrement());
  }

  private void approve(int approvals, Stopwatch watch) throws Exception {
    double amount = amount();
    WorkflowHandle<String, RuntimeException> running =
        watch.time(
            "start",
            () ->
                dbos.startWorkflow(
                    () -> workflows.approve(approvals, amount, Workload.REQUESTER, PURPOSE)));
    watch.time(
        "decide",
        () -> {
          for (int i = 0; i < approvals; i++) {
            dbos.send(running.workflowId(), "APPROVED", ApprovingWorkflows.topic(i));
          }
          return running.getResult();
        });
  }

  private void route() {
    double amount = amount();
    WorkflowHandle<String, RuntimeException> running =
        dbos.startWorkflow(() -> workflows.route(amount, Workload.REQUESTER, PURPOSE));
    dbos.send(running.workflowId(), "APPROVED", ApprovingWorkflows.topic(amount));
    running.getResult();
  }

  @Override
  public void close() {
    dbos.shutdown();
    dataSource.close();
  }
}
