package io.thoraflow.embedded.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of the embedded servers of one test JVM, below {@code target}. */
public final class TestFolders {
  private static final Path ROOT = Path.of("target", "embedded").toAbsolutePath();

  private TestFolders() {}

  /** Holds the unpacked programs of PostgreSQL from run to run. */
  public static Path shared(String name) {
    return ROOT.resolve(name);
  }

  /** A new folder; what killed JVMs left behind goes first. */
  static Path forThisJvm(String server) {
    try {
      Files.createDirectories(ROOT);
      deleteThoseOfTheDead(server);
      Path folder =
          Files.createDirectory(ROOT.resolve(server + "-" + ProcessHandle.current().pid()));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteThoseOfTheDead(String server) throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      folders
          .filter(folder -> folder.getFileName().toString().matches(server + "-[0-9]+"))
          .filter(
              folder ->
                  ProcessHandle.of(
                          Long.parseLong(
                              folder.getFileName().toString().substring(server.length() + 1)))
                      .isEmpty())
          .forEach(TestFolders::delete);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // A server that still writes there; the next run tries again.
    }
  }
}
