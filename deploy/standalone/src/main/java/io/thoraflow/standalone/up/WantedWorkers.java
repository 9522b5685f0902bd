package io.thoraflow.standalone.up;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.standalone.runtime.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * How many workers somebody asks a running pipeline for: a file in its data folder, so that whoever
 * may write there may ask. The pipeline takes it away; of several the last counts.
 */
final class WantedWorkers {
  private WantedWorkers() {}

  /** Asks; the pipeline sees the whole number or nothing. */
  static void ask(DataFolder folder, int workers) throws IOException {
    AtomicFile.write(folder.wantedWorkers(), Integer.toString(workers));
  }

  /** What was asked for, once. */
  static Optional<String> take(DataFolder folder) throws IOException {
    Path file = folder.wantedWorkers();
    Path taken = file.resolveSibling(file.getFileName() + ".taken");
    try {
      Files.move(file, taken, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    String wanted = Files.readString(taken).strip();
    Files.delete(taken);
    return Optional.of(wanted);
  }
}
