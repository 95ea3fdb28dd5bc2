package dev.assent.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * The other system that steps call and webhooks go to. It does each idempotency key once, and
 * misbehaves as others do: answers late, 500, 429, or breaks off after it has done it. Paths below
 * {@code /refuse/} are always refused.
 */
final class Counterparty implements AutoCloseable {

  /**
   * What one key was for.
   *
   * @param content method, path and body of the first request
   * @param done whether its effect was brought about
   */
  record Effect(String content, boolean done) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Violations violations;
  private final Map<String, Effect> effects = new ConcurrentHashMap<>();
  private final LongAdder requests = new LongAdder();
  private volatile boolean wellBehaved;

  Counterparty(Violations violations) {
    this.violations = violations;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** From now on it answers at once and well. */
  void behave() {
    wellBehaved = true;
  }

  Map<String, Effect> effects() {
    return Map.copyOf(effects);
  }

  long requests() {
    return requests.sum();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      requests.increment();
      var path = exchange.getRequestURI().toString();
      var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      var key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
      if (key == null) {
        violations.add("a call without an idempotency key", path);
        return;
      }
      var content = exchange.getRequestMethod() + " " + path + " " + body;
      var known = effects.putIfAbsent(key, new Effect(content, false));
      if (known != null && !known.content().equals(content)) {
        violations.add(
            "a key for two different effects", key + ": " + known.content() + " / " + content);
      }
      if (path.startsWith("/refuse/")) {
        answer(exchange, 404, "{}");
      } else {
        serve(exchange, key, content);
      }
    }
  }

  private void serve(HttpExchange exchange, String key, String content) throws IOException {
    var chance = wellBehaved ? 1 : ThreadLocalRandom.current().nextDouble();
    if (chance < 0.10) {
      answer(exchange, 500, "{\"error\":\"not now\"}");
      return;
    }
    if (chance < 0.15) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      answer(exchange, 429, "{\"error\":\"too many\"}");
      return;
    }
    if (chance < 0.22) {
      pause(200 + (int) (chance * 10_000));
    }
    effects.put(key, new Effect(content, true));
    if (chance > 0.22 && chance < 0.25) {
      // done, and nobody is told: the connection ends without an answer
      return;
    }
    answer(exchange, 200, "{\"receipt\":\"" + key + "\"}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
