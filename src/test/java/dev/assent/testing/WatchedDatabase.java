package dev.assent.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.assent.launch.Ports;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a node and PostgreSQL and reads what the node sends (the frontend's messages of
 * https://www.postgresql.org/docs/17/protocol-message-formats.html): a witness for numbers of
 * statements and round trips that knows nothing of the product's code. Can also cut the
 * connections.
 */
public final class WatchedDatabase implements AutoCloseable {

  /**
   * What was sent before PostgreSQL had to answer.
   *
   * @param connection numbered from 1
   * @param statements as they were executed, in order
   */
  public record RoundTrip(int connection, List<Statement> sent) {
    public List<String> statements() {
      return sent.stream().map(Statement::sql).toList();
    }
  }

  /**
   * A statement with what was bound to it.
   *
   * @param types of the parameters, as PostgreSQL's object ids; 0 where it finds out itself
   * @param parameters as SQL literals
   */
  public record Statement(String sql, List<Integer> types, List<String> parameters) {}

  private static final Statement UNKNOWN = new Statement("?", List.of(), List.of());
  private static final int SSL_REQUEST = 80877103;
  private static final int GSS_REQUEST = 80877104;

  private final ServerSocket listener;
  private final int target;
  private final List<RoundTrip> roundTrips = new ArrayList<>();
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private int connections;

  private WatchedDatabase(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /** Listens at a port of its own and passes on to PostgreSQL at {@code target}. */
  public static WatchedDatabase before(int target) {
    try {
      var listener = new ServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress());
      var watched = new WatchedDatabase(listener, target);
      watched.inBackground(watched::accept);
      return watched;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen", e);
    }
  }

  /** The JDBC URL of a database, by way of this witness. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(listener.getLocalPort(), database);
  }

  /** What was sent since the last time, and forgets it. */
  public List<RoundTrip> seen() {
    synchronized (roundTrips) {
      var seen = List.copyOf(roundTrips);
      roundTrips.clear();
      return seen;
    }
  }

  /** Breaks every connection; new ones are let through. */
  public void cut() {
    open.forEach(WatchedDatabase::closeQuietly);
    open.clear();
  }

  private interface Work {
    void run() throws IOException;
  }

  private void inBackground(Work work) {
    var thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException ended) {
                // by either side; the other one is closed by whoever notices
              }
            },
            "watched-database");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (!listener.isClosed()) {
      var client = listener.accept();
      var server = new Socket(InetAddress.getLoopbackAddress(), target);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      open.add(client);
      open.add(server);
      var number = ++connections;
      inBackground(() -> passOn(client, server, number));
      inBackground(
          () -> {
            try (client;
                server) {
              server.getInputStream().transferTo(client.getOutputStream());
            }
          });
    }
  }

  private void passOn(Socket client, Socket server, int connection) throws IOException {
    try (client;
        server) {
      var in = new DataInputStream(client.getInputStream());
      var out = new DataOutputStream(new java.io.BufferedOutputStream(server.getOutputStream()));
      passStartupOn(in, out);
      var statements = new HashMap<String, Statement>();
      var portals = new HashMap<String, Statement>();
      List<Statement> sent = new ArrayList<>();
      while (true) {
        var type = in.readUnsignedByte();
        var body = new byte[in.readInt() - 4];
        in.readFully(body);
        note(type, body, statements, portals, sent);
        // what comes in one piece is answered in one piece
        if ((type == 'S' || type == 'Q') && in.available() == 0) {
          synchronized (roundTrips) {
            roundTrips.add(new RoundTrip(connection, List.copyOf(sent)));
          }
          sent.clear();
        }
        out.writeByte(type);
        out.writeInt(body.length + 4);
        out.write(body);
        if (in.available() == 0) {
          out.flush();
        }
      }
    }
  }

  private static void passStartupOn(DataInputStream in, DataOutputStream out) throws IOException {
    while (true) {
      var length = in.readInt();
      var body = new byte[length - 4];
      in.readFully(body);
      out.writeInt(length);
      out.write(body);
      out.flush();
      var code = java.nio.ByteBuffer.wrap(body).getInt();
      if (code != SSL_REQUEST && code != GSS_REQUEST) {
        return;
      }
    }
  }

  private static void note(
      int type,
      byte[] body,
      Map<String, Statement> statements,
      Map<String, Statement> portals,
      List<Statement> sent) {
    switch (type) {
      case 'Q' -> sent.add(new Statement(text(body, 0), List.of(), List.of()));
      case 'P' -> {
        var name = text(body, 0);
        var sql = text(body, length(name) + 1);
        var types = types(body, length(name) + 1 + length(sql) + 1);
        statements.put(name, new Statement(sql, types, List.of()));
      }
      case 'B' -> {
        var portal = text(body, 0);
        var name = text(body, length(portal) + 1);
        var from = length(portal) + 1 + length(name) + 1;
        var parsed = statements.getOrDefault(name, UNKNOWN);
        portals.put(portal, new Statement(parsed.sql(), parsed.types(), literals(body, from)));
      }
      case 'E' -> sent.add(portals.getOrDefault(text(body, 0), UNKNOWN));
      default -> {}
    }
  }

  private static List<Integer> types(byte[] body, int from) {
    var in = java.nio.ByteBuffer.wrap(body).position(from);
    List<Integer> types = new ArrayList<>();
    for (var left = in.getShort(); left > 0; left--) {
      types.add(in.getInt());
    }
    return types;
  }

  /** The parameters of a Bind message; those in binary are integers and UUIDs. */
  private static List<String> literals(byte[] body, int from) {
    var in = java.nio.ByteBuffer.wrap(body).position(from);
    var binary = new boolean[in.getShort()];
    for (var i = 0; i < binary.length; i++) {
      binary[i] = in.getShort() == 1;
    }
    List<String> literals = new ArrayList<>();
    var count = in.getShort();
    for (var i = 0; i < count; i++) {
      var length = in.getInt();
      if (length < 0) {
        literals.add("null");
        continue;
      }
      var value = new byte[length];
      in.get(value);
      var isBinary = binary.length == 1 ? binary[0] : binary.length > i && binary[i];
      literals.add(
          isBinary ? ofBinary(value) : "'" + new String(value, UTF_8).replace("'", "''") + "'");
    }
    return literals;
  }

  private static String ofBinary(byte[] value) {
    var in = java.nio.ByteBuffer.wrap(value);
    return switch (value.length) {
      case 4 -> String.valueOf(in.getInt());
      case 8 -> String.valueOf(in.getLong());
      case 16 -> "'" + new java.util.UUID(in.getLong(), in.getLong()) + "'";
      default -> ofTextArray(in);
    };
  }

  /** Dimensions, whether nulls, type of the elements, length, lower bound, elements. */
  private static String ofTextArray(java.nio.ByteBuffer in) {
    var dimensions = in.getInt();
    in.getInt();
    in.getInt();
    List<String> elements = new ArrayList<>();
    if (dimensions == 1) {
      var length = in.getInt();
      in.getInt();
      for (var i = 0; i < length; i++) {
        var element = new byte[in.getInt()];
        in.get(element);
        elements.add("'" + new String(element, UTF_8).replace("'", "''") + "'");
      }
    }
    return "array[" + String.join(",", elements) + "]::text[]";
  }

  private static int length(String text) {
    return text.getBytes(UTF_8).length;
  }

  private static String text(byte[] body, int from) {
    var to = from;
    while (body[to] != 0) {
      to++;
    }
    return new String(body, from, to - from, UTF_8);
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException alreadyClosed) {
      // as was wanted
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cut();
  }
}
