package io.thoraflow.standalone.bench;

import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.FolderLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of measurements: a model that stays, and files of one run that do not. */
final class BenchHome implements AutoCloseable {
  private static final String RUN = "run-";

  private final DataFolder folder;
  private final FolderLock lock;
  private final Path run;

  private BenchHome(DataFolder folder, FolderLock lock, Path run) {
    this.folder = folder;
    this.lock = lock;
    this.run = run;
  }

  /**
   * Removes what an interrupted measurement has left, too.
   *
   * @throws io.thoraflow.standalone.CommandException if another measurement uses it
   */
  static BenchHome open(DataFolder data) throws IOException {
    DataFolder folder = new DataFolder(data.root().resolve("bench"));
    FolderLock lock = FolderLock.take(folder);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder.root(), RUN + "*")) {
      for (Path path : left) {
        FolderTree.delete(path);
      }
    }
    return new BenchHome(folder, lock, Files.createTempDirectory(folder.root(), RUN));
  }

  /** Where the model stays. */
  DataFolder folder() {
    return folder;
  }

  /** A folder of this run. */
  Path make(String name) throws IOException {
    return Files.createDirectories(run.resolve(name));
  }

  @Override
  public void close() throws IOException {
    FolderTree.delete(run);
    lock.close();
  }
}
