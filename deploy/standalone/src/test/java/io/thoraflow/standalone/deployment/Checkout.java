package io.thoraflow.standalone.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Files of this checkout. */
final class Checkout {
  /** Tests run in their module's folder. */
  static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();

  private Checkout() {}

  /** Skips what follows, and says so: of a whole class, Maven itself does not tell. */
  static void assumeVisibly(boolean possible, String otherwise) {
    if (!possible) {
      System.out.println("SKIPPED: " + otherwise);
    }
    Assumptions.assumeTrue(possible, otherwise);
  }

  static Path path(String path) {
    return ROOT.resolve(path);
  }

  static String text(String path) {
    try {
      return Files.readString(path(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Regular files below a folder, as paths from the root. */
  static List<String> files(String folder, Predicate<String> chosen) {
    try (Stream<Path> files = Files.walk(path(folder))) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> ROOT.relativize(file).toString())
          .filter(chosen)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether {@code deploy/docker/check.sh} has just laid out what images hold. */
  static boolean isLaidOut() {
    return Boolean.parseBoolean(System.getenv("THORAFLOW_CHECK_IMAGES"));
  }

  static List<String> dockerfiles() {
    return files("deploy/docker", path -> path.endsWith(".Dockerfile"));
  }
}
