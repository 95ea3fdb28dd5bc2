package dev.assent.journal;

import dev.assent.journal.JournalRepository.Mark;
import dev.assent.journal.JournalRepository.Seal;
import dev.assent.platform.commands.BatchTransaction.Committed;
import dev.assent.platform.time.Clock;
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
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives committed entries their positions and chains their hashes. One node at a time does it: the
 * one that holds the lock of {@code journal_sealer}'s only row; a node that dies gives it up with
 * its connection. Being late costs nothing but lateness.
 */
@Singleton
@Startup
@DependsOn("SchemaMigration")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class JournalSealer {
  static final int MAX_STRETCH = 1000;

  /**
   * How long other nodes' entries, or those of JPA transactions, may wait for somebody to notice
   * them.
   */
  private static final Duration POLL = Duration.ofMillis(500);

  /**
   * Lets the entries of several commits share a stretch: each costs five statements, whatever its
   * length. With 5 ms they were a tenth of what a busy node did.
   */
  private static final Duration GATHER = Duration.ofMillis(20);

  private static final Duration PARTITIONS_EVERY = Duration.ofHours(12);
  private static final Logger LOG = Logger.getLogger(JournalSealer.class.getName());

  private final Semaphore news = new Semaphore(0);

  @Resource private ManagedThreadFactory threads;
  @Inject private JournalSealing sealing;
  @Inject private Clock clock;

  private volatile boolean stopped;
  private @Nullable Thread thread;

  @PostConstruct
  void start() {
    Thread sealer = threads.newThread(this::sealUntilStopped);
    sealer.setName("assent-sealer");
    thread = sealer;
    sealer.start();
  }

  public void committed(@Observes Committed event) {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  private void sealUntilStopped() {
    long partitionsAt = clock.nanoTime() - PARTITIONS_EVERY.toNanos() - 1;
    while (!stopped) {
      try {
        if (news.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
          TimeUnit.MILLISECONDS.sleep(GATHER.toMillis());
          news.drainPermits();
        }
        if (clock.nanoTime() - partitionsAt > PARTITIONS_EVERY.toNanos()) {
          sealing.makePartitions();
          sealing.checkTransactionCounter();
          partitionsAt = clock.nanoTime();
        }
        while (!stopped && sealing.seal() == MAX_STRETCH) {
          // a full stretch: there may be more
        }
      } catch (InterruptedException e) {
        break;
      } catch (RuntimeException fault) {
        // the database may be away for a while; entries wait, and the metric shows for how long
        LOG.log(
            Level.WARNING, "sealing the journal failed and is tried again: {0}", fault.toString());
        pause();
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      stopped = true;
    }
  }

  @PreDestroy
  void stop() {
    stopped = true;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /** Splits {@code entries} by tenant and continues each tenant's chain with them. */
  static List<Seal> seals(List<StoredEntry> entries, Map<String, Seal> latest) {
    Map<String, List<StoredEntry>> byTenant = new LinkedHashMap<>();
    for (StoredEntry entry : entries) {
      byTenant.computeIfAbsent(entry.tenant(), t -> new ArrayList<>()).add(entry);
    }
    List<Seal> seals = new ArrayList<>();
    byTenant.forEach(
        (tenant, own) -> {
          Seal before = latest.get(tenant);
          long first = before == null ? 1 : before.lastPosition() + 1;
          byte[] hash = before == null ? new byte[0] : before.hash();
          for (StoredEntry entry : own) {
            hash = entry.chain(hash);
          }
          StoredEntry last = own.get(own.size() - 1);
          seals.add(
              new Seal(
                  tenant, first, first + own.size() - 1, new Mark(last.txid(), last.seq()), hash));
        });
    return seals;
  }
}
