package io.thoraflow.standalone.deployment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Files of this checkout. */
final class Checkout {
  /** Tests run in their module's folder. */
  static final Path ROOT = Path.of("").toAbsolutePath().getParent().getParent();

  private Checkout() {}

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

  static List<String> dockerfiles() {
    return files("deploy/docker", path -> path.endsWith(".Dockerfile"));
  }
}
