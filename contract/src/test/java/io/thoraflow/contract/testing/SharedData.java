package io.thoraflow.contract.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Real X-rays and reference values that lie outside the repository, where somebody has put them.
 *
 * <p>The folder is {@code $THORAFLOW_SHARED}, else the first {@code shared} folder with a {@code
 * data} folder in it that is a child or a sibling of the working directory or of one above it.
 * Tests on it skip with a message where it is absent.
 */
public final class SharedData {
  private static final String VARIABLE = "THORAFLOW_SHARED";

  private SharedData() {}

  /**
   * A folder below the shared one, such as {@code directory("data", "dicom")}.
   *
   * @return empty when there is no shared folder or it lacks this one
   */
  public static Optional<Path> directory(String... below) {
    return root().map(root -> resolve(root, below)).filter(Files::isDirectory);
  }

  /** The same, and skips the running test when the folder is absent. */
  public static Path assumeDirectory(String... below) {
    Optional<Path> directory = directory(below);
    Assumptions.assumeTrue(
        directory.isPresent(),
        () ->
            "skipped: no folder shared/%s near the working directory; set %s to the shared folder"
                .formatted(String.join("/", below), VARIABLE));
    return directory.orElseThrow();
  }

  private static Optional<Path> root() {
    String configured = System.getenv(VARIABLE);
    if (configured != null && !configured.isBlank()) {
      return Optional.of(Path.of(configured));
    }
    Path working = Path.of(System.getProperty("user.dir")).toAbsolutePath();
    return Stream.iterate(working, path -> path != null, Path::getParent)
        .map(path -> path.resolve("shared"))
        .filter(shared -> Files.isDirectory(shared.resolve("data")))
        .findFirst();
  }

  private static Path resolve(Path root, String... below) {
    Path path = root;
    for (String name : below) {
      path = path.resolve(name);
    }
    return path;
  }
}
