package io.thoraflow.embedded.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A JVM with this process's class path that ends in an orderly way when this process closes it or
 * dies, even by kill -9.
 *
 * @param main its main class
 * @param jvmOptions such as {@code -Xmx512m}
 * @param arguments of the main class
 * @param environment added to this process's own environment
 * @param output takes what it prints, appended
 */
public record ChildJvm(
    String main,
    List<String> jvmOptions,
    List<String> arguments,
    Map<String, String> environment,
    Path output) {

  public ChildJvm {
    jvmOptions = List.copyOf(jvmOptions);
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** Everything it prints goes to the file. */
  public ChildProcess start() throws IOException {
    ProcessBuilder builder = builder();
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    return new ChildProcess(builder.start());
  }

  /**
   * Standard error goes to the file, standard output line by line to a reader.
   *
   * @param reader is called on a thread of its own
   */
  public ChildProcess start(Consumer<String> reader) throws IOException {
    ProcessBuilder builder = builder();
    builder.redirectError(ProcessBuilder.Redirect.appendTo(output.toFile()));
    Process process = builder.start();
    Thread thread = new Thread(() -> readLines(process, reader), "output-of-" + process.pid());
    thread.setDaemon(true);
    thread.start();
    return new ChildProcess(process);
  }

  private ProcessBuilder builder() throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add(ParentBound.class.getName());
    command.add(main);
    command.addAll(arguments);
    Files.createDirectories(output.toAbsolutePath().getParent());
    ProcessBuilder builder = new ProcessBuilder(ChildProcess.detached(command));
    builder.environment().putAll(environment);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder;
  }

  private static void readLines(Process process, Consumer<String> reader) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reader.accept(line);
      }
    } catch (IOException e) {
      // The child is gone.
    }
  }
}
