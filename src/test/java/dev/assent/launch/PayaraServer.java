package dev.assent.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A node on Payara Micro. */
public final class PayaraServer extends ServerProcess {

  private static final Path CONFIGURATION = Path.of("server-config", "payara").toAbsolutePath();

  private PayaraServer(ServerSetup setup, List<String> arguments) {
    super(setup, arguments);
  }

  /** Returns as soon as the process exists; see {@link #awaitReady}. */
  public static PayaraServer start(ServerSetup setup) {
    return new PayaraServer(
        setup,
        List.of(
            // Not -cp: the manifest's Add-Opens would be lost.
            "-jar",
            archive().toString(),
            // Alone: with --nocluster beside it, it is not heeded.
            "--nohazelcast",
            "--disablephonehome",
            "--prebootcommandfile",
            CONFIGURATION.resolve("preboot.asadmin").toString(),
            "--postbootcommandfile",
            CONFIGURATION.resolve("postboot.asadmin").toString(),
            "--logproperties",
            CONFIGURATION.resolve("logging.properties").toString(),
            "--port",
            String.valueOf(setup.port()),
            "--deploy",
            setup.war().toString()));
  }

  /** Copied by the build; {@code -Dpayara.micro.jar=…} names another one. */
  private static Path archive() {
    var archive =
        Path.of(System.getProperty("payara.micro.jar", "target/server/payara-micro.jar"))
            .toAbsolutePath();
    if (!Files.exists(archive)) {
      throw new IllegalStateException(
          archive + " is missing; `mvn -DskipTests pre-integration-test` brings it");
    }
    return archive;
  }
}
