package dev.assent.chaos;

import dev.assent.chaos.Actor.Case;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that start instances, open ballots and ask for approvals, and move them on, all of them
 * at any: several at one sometimes.
 */
final class Load {

  private static final int OPEN_FOR_EACH_CLIENT = 4;
  private static final int LONGEST_PAUSE_MILLIS = 60;

  private final Client client;
  private final Violations violations;
  private final Assembly assembly;
  private final Petitions petitions;
  private final List<Actor> actors = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Case> open = new ConcurrentLinkedQueue<>();
  private final AtomicInteger known = new AtomicInteger();
  private final int most;
  private volatile boolean starting = true;
  private volatile boolean ended;

  Load(Client client, Violations violations, int clients, SplittableRandom random) {
    this.client = client;
    this.violations = violations;
    this.assembly = new Assembly(client);
    this.petitions = new Petitions(client);
    this.most = clients * OPEN_FOR_EACH_CLIENT;
    for (var i = 0; i < clients; i++) {
      var own = random.split();
      var actor = new Actor(client, own);
      var thread = new Thread(() -> work(actor, own.split()), "chaos-client-" + i);
      thread.setUncaughtExceptionHandler(
          (t, fault) -> violations.add("a client that broke off", fault.toString()));
      actors.add(actor);
      threads.add(thread);
    }
  }

  Assembly assembly() {
    return assembly;
  }

  Petitions petitions() {
    return petitions;
  }

  void begin() {
    threads.forEach(Thread::start);
  }

  private void work(Actor actor, SplittableRandom random) {
    while (!ended) {
      switch (random.nextInt(6)) {
        case 0, 1 -> assembly.act(random);
        case 2 -> petitions.act(random);
        default -> actAtInstance(actor);
      }
      Client.pause(random.nextInt(LONGEST_PAUSE_MILLIS));
    }
  }

  private void actAtInstance(Actor actor) {
    var one = starting && known.get() < most ? started(actor) : open.poll();
    if (one != null) {
      if (actor.act(one)) {
        known.decrementAndGet();
      } else {
        open.add(one);
      }
    }
  }

  private Case started(Actor actor) {
    known.incrementAndGet();
    var one = actor.start();
    if (one == null) {
      known.decrementAndGet();
    } else {
      known.incrementAndGet();
      // a second time, so that two clients meet at it
      open.add(one);
    }
    return one;
  }

  /**
   * Starts nothing more, and has everything come to its end, whoever had started it.
   *
   * @return whether it has
   */
  boolean finish(Duration patience) throws InterruptedException {
    starting = false;
    actors.forEach(Actor::finish);
    assembly.finish();
    petitions.finish();
    var giveUpAt = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < giveUpAt && !threads.stream().noneMatch(Thread::isAlive)) {
      var left = left();
      var others = assembly.isFinished() && petitions.isFinished();
      if (left.isEmpty() && open.isEmpty() && others) {
        break;
      }
      left.stream().filter(one -> !open.contains(one)).forEach(open::add);
      TimeUnit.SECONDS.sleep(1);
    }
    ended = true;
    for (var thread : threads) {
      thread.join(TimeUnit.MINUTES.toMillis(6));
    }
    var left = left();
    left.forEach(one -> violations.add("an instance that does not end", one.toString()));
    return left.isEmpty();
  }

  private List<Case> left() {
    var all = new ArrayList<Case>();
    for (var status : List.of("RUNNING", "SUSPENDED")) {
      client
          .get("admin", "instances?limit=200&status=" + status)
          .path("items")
          .forEach(instance -> all.add(Case.of(instance)));
    }
    return all;
  }
}
