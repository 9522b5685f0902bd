package io.thoraflow.embedded.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A JVM with this process's class path that ends in an orderly way when this process closes it or
 * dies, even by kill -9.
 *
 * @param main its main class
 * @param jvmOptions such as {@code -Xmx512m}
 * @param arguments of the main class
 * @param environment added to this process's own environment
 * @param output takes what it prints, appended; logging is the child's own business
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

  public ChildProcess start() throws IOException {
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
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    return new ChildProcess(builder.start());
  }
}
