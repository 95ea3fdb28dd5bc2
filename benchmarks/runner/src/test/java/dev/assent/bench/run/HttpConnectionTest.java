package dev.assent.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpConnectionTest {
  private HttpServer server;
  private HttpConnection connection;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body =
              (exchange.getRequestMethod()
                      + " "
                      + exchange.getRequestHeaders().getFirst("Authorization")
                      + " "
                      + new String(
                          exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))
                  .getBytes(StandardCharsets.UTF_8);
          switch (exchange.getRequestURI().getPath()) {
            // 0 says that the length is not known, and so makes chunks
            case "/chunked" -> exchange.sendResponseHeaders(200, 0);
            case "/refused" -> exchange.sendResponseHeaders(409, body.length);
            default -> exchange.sendResponseHeaders(200, body.length);
          }
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    connection = new HttpConnection(server.getAddress().getPort(), "Basic abc");
  }

  @AfterEach
  void stop() {
    connection.close();
    server.stop(0);
  }

  @Test
  void one_connection_carries_one_request_after_the_other() throws IOException {
    for (int i = 0; i < 3; i++) {
      assertThat(text(connection.post("/", "grüße"))).isEqualTo("POST Basic abc grüße");
      assertThat(text(connection.get("/chunked"))).isEqualTo("GET Basic abc ");
      assertThat(text(connection.post("/chunked", "x", "Bearer y"))).isEqualTo("POST Bearer y x");
    }
  }

  @Test
  void a_refusal_is_told_with_what_was_said() {
    assertThatThrownBy(() -> connection.post("/refused", "x"))
        .hasMessageContaining("409")
        .hasMessageContaining("POST Basic abc x");
  }

  private static String text(HttpConnection.Answer answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
