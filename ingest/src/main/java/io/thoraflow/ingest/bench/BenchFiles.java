package io.thoraflow.ingest.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** The same files again and again, for one run after another. */
final class BenchFiles {
  private final Path source;

  private BenchFiles(Path source) {
    this.source = source;
  }

  static BenchFiles write(Path folder, int files, IntFunction<byte[]> content) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < files; i++) {
      Files.write(folder.resolve("%06d.bin".formatted(i)), content.apply(i));
    }
    return new BenchFiles(folder);
  }

  /** Puts hard links to all of them into a new folder, as a run moves its files away. */
  void linkInto(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> files = Files.list(source)) {
      files.forEach(file -> link(file, folder.resolve(file.getFileName())));
    }
  }

  private static void link(Path file, Path link) {
    try {
      Files.createLink(link, file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
