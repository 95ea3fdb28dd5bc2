package dev.assent.platform.jobs;

import dev.assent.platform.commands.CommandQueue;
import dev.assent.platform.time.Clock;
import dev.assent.platform.time.Ids;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs this node's share of the jobs, from the start of the server to its stop. */
@Singleton
@Startup
@DependsOn({"SchemaMigration", "CommandWriter"})
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class JobRunner {
  /** Within the servers' own patience with a stop. */
  private static final Duration TIME_TO_STOP = Duration.ofSeconds(5);

  private static final Duration IDLE_THREAD = Duration.ofSeconds(30);
  private static final Logger LOG = Logger.getLogger(JobRunner.class.getName());

  @Resource private ManagedThreadFactory threads;
  @Inject private CommandQueue queue;
  @Inject private JobRepository repository;
  @Inject private JobBell bell;
  @Inject private JobCounts counts;
  @Inject private Clock clock;
  @Inject @Any private Instance<JobExecutor> discovered;

  private @Nullable ExecutorService workers;
  private @Nullable JobSlots slots;
  private @Nullable LeaseLoop loop;
  private @Nullable Thread thread;

  @PostConstruct
  void start() {
    JobsConfig config = JobsConfig.read();
    Map<String, JobExecutor> executors = new HashMap<>();
    Map<String, Integer> parallelism = new HashMap<>();
    for (JobExecutor executor : discovered) {
      if (executors.put(executor.kind(), executor) != null) {
        throw new IllegalStateException("two executors of kind " + executor.kind());
      }
      parallelism.put(executor.kind(), executor.parallelism());
    }
    JobSlots free = new JobSlots(config, parallelism);
    JobSettlement settlement = new JobSettlement(repository, queue::submit, free, counts::count);
    // as many threads as JobSlots lets run, and those that settle what was given up
    ExecutorService pool =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            IDLE_THREAD.toSeconds(),
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            this::worker);
    LeaseLoop leasing =
        new LeaseLoop(
            new LeaseLoop.Parts(repository, settlement, free, executors, bell, clock),
            config,
            "node-" + Ids.next(),
            pool);
    Thread leaser = threads.newThread(leasing::run);
    leaser.setName("assent-jobs");
    slots = free;
    workers = pool;
    loop = leasing;
    thread = leaser;
    leaser.start();
  }

  private Thread worker(Runnable work) {
    Thread worker = threads.newThread(work);
    worker.setName("assent-job");
    return worker;
  }

  /** How many jobs run on this node. */
  public int running() {
    return slots == null ? 0 : slots.running();
  }

  @PreDestroy
  void stop() {
    if (loop == null || thread == null || workers == null) {
      return;
    }
    try {
      loop.stop();
      thread.join(TIME_TO_STOP.toMillis());
      thread.interrupt();
      if (!loop.end(TIME_TO_STOP)) {
        LOG.log(Level.WARNING, "jobs did not end in time; they are done again by other nodes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      workers.shutdownNow();
    }
  }
}
