package io.thoraflow.standalone.dashboards;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Programs of Debian's package {@code prometheus}, where they are installed. */
final class Tools {
  private Tools() {}

  static Optional<Path> find(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Skips the test, with a message, where the program is not installed. */
  static Path assume(String program) {
    Optional<Path> found = find(program);
    Assumptions.assumeTrue(
        found.isPresent(), program + " is installed (Debian's package prometheus has it)");
    return found.get();
  }

  record Outcome(int status, String output) {}

  static Outcome run(Path folder, List<String> command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
