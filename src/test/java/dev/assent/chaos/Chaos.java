package dev.assent.chaos;

import dev.assent.launch.PayaraServer;
import dev.assent.platform.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code mvn -Pchaos}: kills the server and restarts PostgreSQL under load, and checks what is
 * left. Settings: {@link ChaosSettings}. Ends with 0 when nothing is violated, with 1 when
 * something is, with 2 when it could not be done.
 */
public final class Chaos {

  private Chaos() {}

  public static void main(String[] arguments) {
    var settings = ChaosSettings.read();
    var run = new ChaosRun(settings, Path.of("target", "chaos"), PayaraServer::start);
    // Also on the way out of System.exit, so nothing is left running whatever went wrong.
    Runtime.getRuntime().addShutdownHook(new Thread(run::close, "stop"));
    try {
      var summary = run.run();
      System.out.println(summary.inWords());
      settings.summary().ifPresent(file -> write(summary, file.toAbsolutePath()));
      System.exit(summary.isSound() ? 0 : 1);
    } catch (IllegalStateException | UncheckedIOException | InterruptedException e) {
      System.err.println("It could not be done: " + e.getMessage());
      System.exit(2);
    }
  }

  private static void write(ChaosSummary summary, Path file) {
    try {
      Files.createDirectories(file.getParent());
      Json.mapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), summary);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the summary", e);
    }
  }
}
