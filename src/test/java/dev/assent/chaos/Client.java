package dev.assent.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.chaos.Ledger.Command;
import dev.assent.chaos.Ledger.Entry;
import dev.assent.chaos.Ledger.Outcome;
import dev.assent.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Speaks to the server as the accounts of the demonstration, and judges each answer: while the
 * server runs, whatever is not done is refused or put off with a problem document, and what is put
 * off says for how long. Repeats until there is an answer. Thread-safe.
 */
final class Client {

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final URI root;
  private final Weather weather;
  private final Ledger ledger;
  private final Violations violations;
  private final LongAdder requests = new LongAdder();
  private final Map<String, LongAdder> putOff = new ConcurrentHashMap<>();
  private final AtomicLong answeredAt = new AtomicLong(System.nanoTime());
  private final AtomicLong slowest = new AtomicLong();

  Client(URI root, Weather weather, Ledger ledger, Violations violations) {
    this.root = root.resolve("api/v1/");
    this.weather = weather;
    this.ledger = ledger;
    this.violations = violations;
  }

  /** Sends it until it is answered, and notes how. */
  Entry send(Command command) {
    var attempts = new int[1];
    var answer = answer(post(command), attempts);
    Entry entry;
    if (answer == null) {
      violations.add("a command that was never answered", command.toString());
      entry = new Entry(command, Outcome.OPEN, attempts[0], 0, "");
    } else {
      var done = answer.statusCode() / 100 == 2;
      if (!done && !isRefusal(command, answer)) {
        violations.add("a refusal that was not to be expected", told(answer));
      }
      if (done) {
        answeredAt.set(System.nanoTime());
      }
      entry =
          new Entry(
              command,
              done ? Outcome.ACKNOWLEDGED : Outcome.REFUSED,
              attempts[0],
              answer.statusCode(),
              answer.body());
    }
    ledger.write(entry);
    return entry;
  }

  /** What the same request is answered now. */
  String again(Command command) {
    var answer = answer(post(command), new int[1]);
    return answer == null ? "" : answer.body();
  }

  private HttpRequest post(Command command) {
    return request(command.user(), command.path())
        .header("Content-Type", "application/json")
        .header("Idempotency-Key", command.key())
        .POST(BodyPublishers.ofString(command.body()))
        .build();
  }

  /** What there is at {@code path}; empty when there is nothing or no answer. */
  JsonNode get(String user, String path) {
    var answer = answer(request(user, path).GET().build(), new int[1]);
    if (answer == null || answer.statusCode() != 200) {
      violations.add(
          "a read that was not answered", answer == null ? path : told(answer) + answer.body());
      return Json.mapper().createObjectNode();
    }
    return Json.parse(answer.body());
  }

  /** Not a command of the ledger: has it answered well, or gives up with an exception. */
  String post(String user, String path, String type, String body) {
    var request =
        request(user, path).header("Content-Type", type).POST(BodyPublishers.ofString(body));
    var answer = answer(request.build(), new int[1]);
    if (answer == null || answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(answer == null ? path : told(answer) + answer.body());
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String user, String path) {
    var credentials = Base64.getEncoder().encodeToString((user + ":" + user).getBytes(UTF_8));
    return HttpRequest.newBuilder(root.resolve(path))
        .timeout(REQUEST_TIMEOUT)
        .header("Authorization", "Basic " + credentials);
  }

  private HttpResponse<String> answer(HttpRequest request, int[] attempts) {
    var giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < giveUpAt) {
      attempts[0]++;
      requests.increment();
      var look = weather.look();
      var begin = System.nanoTime();
      try {
        var answer = http.send(request, BodyHandlers.ofString(UTF_8));
        if (!isToBeRepeated(answer, look)) {
          slowest.accumulateAndGet(System.nanoTime() - begin, Math::max);
          return answer;
        }
      } catch (IOException e) {
        if (weather.wasFineSince(look)) {
          violations.add("a connection that broke while the server ran", request.uri() + ": " + e);
        }
        count("no answer");
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return null;
      }
      pause(ThreadLocalRandom.current().nextLong(50, LONGEST_PAUSE_MILLIS));
    }
    return null;
  }

  private boolean isToBeRepeated(HttpResponse<String> answer, Weather.Look look) {
    var status = answer.statusCode();
    if (status / 100 == 2) {
      return false;
    }
    var type = problem(answer);
    if (type.isEmpty()) {
      // a server that comes up answers before the product does
      if (weather.wasFineSince(look)) {
        violations.add("an error that is no problem document", told(answer) + answer.body());
      }
      count(status + " of a server without the product");
      return true;
    }
    if (status >= 500 && status != 503) {
      violations.add("an error of the server's own", told(answer) + answer.body());
      count(status + " " + type);
      return true;
    }
    if (status == 503 && answer.headers().firstValue("Retry-After").isEmpty()) {
      violations.add("a 503 without Retry-After", told(answer) + answer.body());
    }
    if (status == 503 || type.equals("idempotency-key-in-use")) {
      count(status + " " + type);
      return true;
    }
    return false;
  }

  private static boolean isRefusal(Command command, HttpResponse<String> answer) {
    var status = answer.statusCode();
    // the deadline of a ballot may pass while it cannot be opened
    var late = command.kind() == Ledger.Kind.OPEN_BALLOT && status == 400;
    return status == 409 || status == 404 || status == 403 || late;
  }

  /** The problem's name; empty when the answer is none. */
  private static String problem(HttpResponse<String> answer) {
    var media = answer.headers().firstValue("Content-Type").orElse("");
    if (!media.startsWith("application/problem+json")) {
      return "";
    }
    try {
      return Json.parse(answer.body()).path("type").asText().replace("urn:assent:problem:", "");
    } catch (IllegalArgumentException notJson) {
      return "";
    }
  }

  private static String told(HttpResponse<String> answer) {
    return "%s %s -> %d ".formatted(answer.request().method(), answer.uri(), answer.statusCode());
  }

  private void count(String what) {
    putOff.computeIfAbsent(what, w -> new LongAdder()).increment();
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** When a command was acknowledged last, by nanoTime. */
  long lastAcknowledged() {
    return answeredAt.get();
  }

  long requests() {
    return requests.sum();
  }

  Duration slowest() {
    return Duration.ofNanos(slowest.get());
  }

  /** Why requests had to be repeated, and how often. */
  Map<String, Long> putOff() {
    var all = new TreeMap<String, Long>();
    putOff.forEach((what, count) -> all.put(what, count.sum()));
    return all;
  }
}
