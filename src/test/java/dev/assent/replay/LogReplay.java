package dev.assent.replay;

import dev.assent.replay.Client.UnreachableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

/** Replays the cases of a log, several at a time; what is in memory is bounded by how many. */
final class LogReplay {

  private final Client client;
  private final Office office;
  private final LogSurvey survey;
  private final int clients;
  private final LongConsumer whenDone;
  private final ReplayTally tally = new ReplayTally();
  private final AtomicReference<UnreachableException> end = new AtomicReference<>();

  /**
   * @param clients how many cases are replayed at a time
   * @param whenDone told how many cases are done, after each of them
   */
  LogReplay(Client client, Office office, LogSurvey survey, int clients, LongConsumer whenDone) {
    this.client = client;
    this.office = office;
    this.survey = survey;
    this.clients = clients;
    this.whenDone = whenDone;
  }

  /**
   * @param atMost cases, evenly spread over the log
   * @throws UnreachableException if the server is gone
   */
  ReplayTally replay(LogReader log, long atMost) {
    var everyNth = Math.max(1, (survey.cases() + atMost - 1) / atMost);
    var threads = Executors.newFixedThreadPool(clients);
    var room = new Semaphore(clients * 2);
    var seen = new long[1];
    try {
      log.read(
          one -> {
            if (seen[0]++ % everyNth == 0 && end.get() == null) {
              submit(one, threads, room);
            }
          });
      threads.shutdown();
      if (!threads.awaitTermination(1, TimeUnit.HOURS)) {
        throw new IllegalStateException("the last cases take more than an hour");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      threads.shutdownNow();
    }
    if (end.get() != null) {
      throw end.get();
    }
    return tally;
  }

  private void submit(Case one, ExecutorService threads, Semaphore room) {
    room.acquireUninterruptibly();
    threads.execute(
        () -> {
          try {
            whenDone.accept(tally.add(replay(one)));
          } catch (UnreachableException e) {
            end.compareAndSet(null, e);
          } catch (RuntimeException e) {
            whenDone.accept(tally.brokenOff(one, e));
          } finally {
            room.release();
          }
        });
  }

  private List<ClaimResult> replay(Case one) {
    Map<Event, ClaimReplay> replays = new LinkedHashMap<>();
    var all = new ArrayList<ClaimReplay>();
    for (var claim : Claim.of(one, survey)) {
      var replay = ClaimReplay.begin(client, office, claim);
      claim.events().forEach(event -> replays.put(event, replay));
      all.add(replay);
    }
    one.events().forEach(event -> replays.get(event).attempt(event));
    return all.stream().map(ClaimReplay::end).toList();
  }
}
