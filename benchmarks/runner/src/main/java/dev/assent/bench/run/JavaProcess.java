package dev.assent.bench.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, with the heap that every system gets. Its log is a file. */
final class JavaProcess implements AutoCloseable {
  private static final long SECONDS_TO_STOP = 20;

  /** The same for all: two processors, a small heap, and throughput are what it is made for. */
  static final String COLLECTOR = "-XX:+UseParallelGC";

  private final Process process;
  private final Path log;
  private final long startedAt = System.nanoTime();
  private final PrintWriter input;
  private final BufferedReader output;

  private JavaProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.input = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /**
   * @param outputToLog whether its standard output goes to the log as well, instead of {@link
   *     #readLine}
   */
  static JavaProcess start(
      Path directory,
      String name,
      Map<String, String> properties,
      List<String> arguments,
      boolean outputToLog)
      throws IOException {
    Files.createDirectories(directory);
    Path temporary = Files.createDirectories(directory.resolve(name + "-tmp"));
    Path log = directory.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + System.getProperty("bench.heap", "1g"));
    command.add(COLLECTOR);
    command.add("-Djava.io.tmpdir=" + temporary);
    properties.forEach((key, value) -> command.add("-D%s=%s".formatted(key, value)));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    if (outputToLog) {
      builder.redirectErrorStream(true).redirectOutput(Redirect.to(log.toFile()));
    }
    return new JavaProcess(builder.start(), log);
  }

  long pid() {
    return process.pid();
  }

  long startedAt() {
    return startedAt;
  }

  void writeLine(String line) {
    input.println(line);
  }

  String readLine() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw ended();
    }
    return line;
  }

  void requireAlive() throws IOException {
    if (!process.isAlive()) {
      throw ended();
    }
  }

  private IOException ended() {
    return new IOException("the process has ended; see " + log);
  }

  void signal(String signal) {
    if (!process.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + signal, String.valueOf(pid())).start().waitFor();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    signal("CONT");
    process.destroy();
    try {
      if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
