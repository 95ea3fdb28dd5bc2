package dev.assent.launch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How one node of the product is to be started.
 *
 * @param war the packaged product
 * @param address the local address that HTTP is served on; the server finds it as {@code
 *     assent.address}
 * @param port the port there
 * @param directory the node's own, for its temporary files and its log: no two running nodes share
 *     one
 * @param heap as after {@code -Xmx}
 * @param properties the server's system properties
 * @param jvmArguments further arguments of its JVM
 * @param onConsole whether its log goes to our console instead of {@code server.log} in its
 *     directory
 */
public record ServerSetup(
    Path war,
    String address,
    int port,
    Path directory,
    String heap,
    Map<String, String> properties,
    List<String> jvmArguments,
    boolean onConsole) {

  public ServerSetup {
    war = war.toAbsolutePath();
    directory = directory.toAbsolutePath();
    properties = Map.copyOf(properties);
    jvmArguments = List.copyOf(jvmArguments);
  }

  /** A node on the loopback address that logs to {@code server.log} in its directory. */
  public static ServerSetup of(Path war, int port, Path directory) {
    return new ServerSetup(war, "127.0.0.1", port, directory, "1g", Map.of(), List.of(), false);
  }

  public ServerSetup withAddress(String address) {
    return new ServerSetup(
        war, address, port, directory, heap, properties, jvmArguments, onConsole);
  }

  public ServerSetup withHeap(String heap) {
    return new ServerSetup(
        war, address, port, directory, heap, properties, jvmArguments, onConsole);
  }

  public ServerSetup withProperty(String name, String value) {
    return withProperties(Map.of(name, value));
  }

  /** In addition to those it has. */
  public ServerSetup withProperties(Map<String, String> more) {
    var all = new TreeMap<>(properties);
    all.putAll(more);
    return new ServerSetup(war, address, port, directory, heap, all, jvmArguments, onConsole);
  }

  /** In addition to those it has, for instance {@code -XX:StartFlightRecording=…}. */
  public ServerSetup withJvmArgument(String argument) {
    var all = new ArrayList<>(jvmArguments);
    all.add(argument);
    return new ServerSetup(war, address, port, directory, heap, properties, all, onConsole);
  }

  public ServerSetup withLogOnConsole() {
    return new ServerSetup(war, address, port, directory, heap, properties, jvmArguments, true);
  }

  public ServerSetup withDatabase(EmbeddedDatabase database) {
    return withProperties(
        Map.of("assent.db.url", database.url(), "assent.db.user", database.user()));
  }
}
