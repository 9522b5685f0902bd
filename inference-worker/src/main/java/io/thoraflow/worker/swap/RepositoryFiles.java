package io.thoraflow.worker.swap;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;

/** Reads files of the model repository, wherever it is. */
interface RepositoryFiles {
  /**
   * @param path relative to the repository's root, with forward slashes
   * @throws FileNotFoundException if the repository answers, but has no such file
   * @throws IOException if the repository does not answer
   */
  InputStream open(String path) throws IOException;

  /**
   * The repository that a setting names: an http(s) address, else a folder.
   *
   * @param limits for what comes over HTTP
   */
  static RepositoryFiles at(String location, TransferLimits limits) {
    return location.matches("https?://.*")
        ? new HttpRepositoryFiles(location, limits)
        : new FolderRepositoryFiles(location);
  }
}
