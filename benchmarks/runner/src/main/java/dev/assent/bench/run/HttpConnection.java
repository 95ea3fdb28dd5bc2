package dev.assent.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept-alive connection, HTTP/1.1 (RFC 9112), as little work as can be: the clients share the
 * machine with the server, and what they take the server does not get. Confined to one thread.
 */
final class HttpConnection implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int TIMEOUT_MILLIS = 120_000;

  private final int port;
  private final String authorization;
  private Socket socket;
  private InputStream in;

  /** What was answered. */
  record Answer(int status, byte[] body) {
    boolean isSuccess() {
      return status >= 200 && status < 300;
    }

    JsonNode json() throws IOException {
      return body.length == 0 ? MissingNode.getInstance() : MAPPER.readTree(body);
    }

    /**
     * @throws IOException when it is no success
     */
    Answer require() throws IOException {
      if (!isSuccess()) {
        throw new IOException(
            "status %d: %s"
                .formatted(
                    status,
                    new String(body, 0, Math.min(500, body.length), StandardCharsets.UTF_8)));
      }
      return this;
    }
  }

  /** What the server says of itself before the body. */
  private static final class Head {
    int status;
    long length = -1;
    boolean chunked;
    boolean closing;
  }

  /**
   * @param authorization the header's value; empty for none
   */
  HttpConnection(int port, String authorization) {
    this.port = port;
    this.authorization = authorization;
  }

  Answer get(String path) throws IOException {
    return send("GET", path, "", "").require();
  }

  Answer post(String path, String json) throws IOException {
    return send("POST", path, "application/json", json).require();
  }

  Answer post(String path, String json, String otherAuthorization) throws IOException {
    return send("POST", path, "application/json", json, otherAuthorization).require();
  }

  Answer send(String method, String path, String type, String body) throws IOException {
    return send(method, path, type, body, authorization);
  }

  Answer send(String method, String path, String type, String body, String as) throws IOException {
    byte[] content = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(512);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1:");
    head.append(port).append("\r\nAccept: application/json\r\n");
    if (!as.isEmpty()) {
      head.append("Authorization: ").append(as).append("\r\n");
    }
    if (!type.isEmpty()) {
      head.append("Content-Type: ").append(type).append("\r\n");
    }
    if (!method.equals("GET")) {
      head.append("Content-Length: ").append(content.length).append("\r\n");
    }
    head.append("\r\n");
    byte[] first = head.toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = java.util.Arrays.copyOf(first, first.length + content.length);
    System.arraycopy(content, 0, all, first.length, content.length);
    try {
      open();
      socket.getOutputStream().write(all);
      return read();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void open() throws IOException {
    if (socket == null) {
      socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
      in = new BufferedInputStream(socket.getInputStream(), 16_384);
    }
  }

  private Answer read() throws IOException {
    Head head = head();
    byte[] body;
    if (head.chunked) {
      body = chunks();
    } else if (head.length >= 0) {
      body = in.readNBytes((int) head.length);
    } else if (head.status == 204 || head.status == 304) {
      body = new byte[0];
    } else {
      body = in.readAllBytes();
      head.closing = true;
    }
    if (head.closing) {
      close();
    }
    return new Answer(head.status, body);
  }

  private Head head() throws IOException {
    Head head = new Head();
    head.status = Integer.parseInt(line().split(" ", 3)[1]);
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      String value = line.substring(colon + 1).strip();
      switch (line.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> head.length = Long.parseLong(value);
        case "transfer-encoding" -> head.chunked = value.equalsIgnoreCase("chunked");
        case "connection" -> head.closing = value.equalsIgnoreCase("close");
        default -> {}
      }
    }
    return head;
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body.write(in.readNBytes(size));
      line();
    }
    while (!line().isEmpty()) {
      // trailers
    }
    return body.toByteArray();
  }

  private int chunkSize() throws IOException {
    return Integer.parseInt(line().split(";", 2)[0].strip(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(64);
    while (true) {
      int c = in.read();
      if (c < 0) {
        throw new EOFException("the server has closed the connection");
      }
      if (c == '\n') {
        return line.toString();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
  }

  @Override
  public void close() {
    try {
      if (socket != null) {
        socket.close();
      }
    } catch (IOException e) {
      // it is of no use any more anyway
    }
    socket = null;
  }
}
