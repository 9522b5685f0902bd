package io.thoraflow.worker.swap;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model repository in a folder, local or mounted. */
final class FolderRepositoryFiles implements RepositoryFiles {
  private final Path root;

  FolderRepositoryFiles(String root) {
    this.root = Path.of(root);
  }

  @Override
  public InputStream open(String path) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new IOException("the model repository " + root + " is not there");
    }
    Path file = root.resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new FileNotFoundException(path);
    }
    return Files.newInputStream(file);
  }
}
