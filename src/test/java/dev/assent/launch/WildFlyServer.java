package dev.assent.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A node on the WildFly that {@code -Pwildfly} has provisioned. */
public final class WildFlyServer extends ServerProcess {

  /** What {@code bin/standalone.sh} opens as well. */
  private static final List<String> OPENED =
      List.of(
          "java.base/java.lang",
          "java.base/java.lang.invoke",
          "java.base/java.lang.reflect",
          "java.base/java.io",
          "java.base/java.net",
          "java.base/java.security",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.management/javax.management",
          "java.naming/javax.naming");

  private static final List<String> EXPORTED =
      List.of(
          "java.desktop/sun.awt",
          "java.naming/com.sun.jndi.ldap",
          "java.naming/com.sun.jndi.url.ldap",
          "java.naming/com.sun.jndi.url.ldaps",
          "jdk.naming.dns/com.sun.jndi.dns");

  private WildFlyServer(ServerSetup setup, List<String> arguments) {
    super(setup, arguments, line -> Optional.empty());
  }

  /** Returns as soon as the process exists; see {@link #awaitReady}. */
  public static WildFlyServer start(ServerSetup setup) {
    return new WildFlyServer(setup, arguments(setup, home(), deployed(setup)));
  }

  // Not the script: the process we hold has to be the server, to be stopped or killed.
  private static List<String> arguments(ServerSetup setup, Path home, Path base) {
    var arguments = new ArrayList<String>();
    OPENED.forEach(name -> arguments.add("--add-opens=%s=ALL-UNNAMED".formatted(name)));
    EXPORTED.forEach(name -> arguments.add("--add-exports=%s=ALL-UNNAMED".formatted(name)));
    arguments.addAll(
        List.of(
            "--add-modules=java.se",
            "-Djava.net.preferIPv4Stack=true",
            "-Djboss.modules.system.pkgs=org.jboss.byteman",
            "-Dorg.jboss.boot.log.file=" + base.resolve("log/server.log"),
            "-Dlogging.configuration=" + base.resolve("configuration/logging.properties").toUri(),
            "-Djboss.bind.address=" + setup.address(),
            "-Djboss.http.port=" + setup.port(),
            // Any that are free: several nodes run on one machine.
            "-Djboss.https.port=0",
            "-Djboss.management.http.port=0",
            "-Djboss.tx.node.id=node" + setup.port(),
            "-jar",
            home.resolve("jboss-modules.jar").toString(),
            "-mp",
            home.resolve("modules").toString(),
            "org.jboss.as.standalone",
            "-Djboss.home.dir=" + home,
            "-Djboss.server.base.dir=" + base));
    return arguments;
  }

  /** The node's own copy of the server's configuration, with the WAR as its only deployment. */
  private static Path deployed(ServerSetup setup) {
    var base = setup.directory().resolve("wildfly");
    try {
      Directories.deleteTree(base);
      Files.createDirectories(base);
      for (var part : List.of("configuration", "lib")) {
        Directories.copyTree(home().resolve("standalone").resolve(part), base.resolve(part));
      }
      var deployments = Files.createDirectories(base.resolve("deployments"));
      Files.copy(setup.war(), deployments.resolve(setup.war().getFileName()));
      return base;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare " + base, e);
    }
  }

  private static Path home() {
    var home =
        Path.of(System.getProperty("wildfly.home", "target/server/wildfly")).toAbsolutePath();
    if (!Files.exists(home.resolve("jboss-modules.jar"))) {
      throw new IllegalStateException(
          home + " is missing; `mvn -Pwildfly -DskipTests pre-integration-test` provisions it");
    }
    return home;
  }
}
