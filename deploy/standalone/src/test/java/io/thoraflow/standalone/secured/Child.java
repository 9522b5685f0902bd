package io.thoraflow.standalone.secured;

import io.thoraflow.standalone.Thoraflow;
import io.thoraflow.trainer.TrainerMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the pipeline with just the settings that it is given. */
public final class Child implements AutoCloseable {
  private final Process process;
  private final Path output;

  private Child(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * @param output takes what it prints
   */
  public static Child start(Class<?> main, Map<String, String> settings, Path output)
      throws IOException {
    return start(main, "standalone-process-logback.xml", List.of(), settings, output);
  }

  /** A {@code thoraflow} command. */
  public static Child command(List<String> arguments, Map<String, String> settings, Path output)
      throws IOException {
    return start(Thoraflow.class, "standalone-command-logback.xml", arguments, settings, output);
  }

  private static Child start(
      Class<?> main,
      String logback,
      List<String> arguments,
      Map<String, String> settings,
      Path output)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                main == TrainerMain.class ? "-Xmx1g" : "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + logback,
                "-Dthoraflow.process.log=" + output + ".log",
                main.getName()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.matches(
                    "(KAFKA|DATABASE|WORKER|MODEL|INGEST|TRAINER|PSEUDONYM|THORAFLOW|MONITORING)_.*"));
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().putAll(settings);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return new Child(builder.start(), output);
  }

  /** -1 if it has not ended within a minute. */
  public int exitStatus() throws InterruptedException {
    return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
  }

  /** When it has ended: the exit status, then what it printed. */
  public List<String> result() throws InterruptedException {
    List<String> result = new ArrayList<>(List.of(Integer.toString(exitStatus())));
    result.addAll(console());
    return result;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What an operator has seen on the console. */
  public List<String> console() {
    return lines(output);
  }

  /** What its log file holds, libraries' lines included. */
  public List<String> log() {
    return lines(Path.of(output + ".log"));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(12, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
