package dev.assent.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A node on Payara Micro. */
public final class PayaraServer extends ServerProcess {

  private static final Path CONFIGURATION = Path.of("server-config", "payara").toAbsolutePath();

  private PayaraServer(ServerSetup setup, List<String> arguments) {
    super(setup, arguments, new Complaints());
  }

  /**
   * Payara Micro says that it could not deploy the product, in one of several ways and with the
   * reason before it or behind it, then that it is ready, and goes on without.
   */
  static final class Complaints implements Function<String, Optional<String>> {
    private static final Pattern CAUSE =
        Pattern.compile("^(?:Caused by: )?([\\w.$]+(?:Exception|Error): .+)");
    private static final Pattern FAILURE =
        Pattern.compile(
            "SEVERE .*(?:Exception while \\w+ the app\\b(?:.*? : (.+))?|(JNDI lookup failed for .+))");
    private static final Pattern READY = Pattern.compile("Payara Micro .* ready in ");

    private String cause = "for a reason that it does not tell";
    private boolean failed;

    @Override
    public Optional<String> apply(String line) {
      var told = CAUSE.matcher(line);
      if (told.find()) {
        cause = told.group(1);
      }
      var failure = FAILURE.matcher(line);
      if (failure.find()) {
        failed = true;
        cause = failure.group(1) != null ? failure.group(1) : cause;
        cause = failure.group(2) != null ? failure.group(2) : cause;
      }
      return failed && READY.matcher(line).find() ? Optional.of(cause) : Optional.empty();
    }
  }

  /** Returns as soon as the process exists; see {@link #awaitReady}. */
  public static PayaraServer start(ServerSetup setup) {
    return new PayaraServer(
        setup,
        List.of(
            // Once in some hundred starts the validation runs before the data source of the product
            // is bound, and refuses to deploy what needs it; the server then goes on without.
            "-Ddeployment.resource.validation=false",
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
            "--postdeploycommandfile",
            CONFIGURATION.resolve("postdeploy.asadmin").toString(),
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
