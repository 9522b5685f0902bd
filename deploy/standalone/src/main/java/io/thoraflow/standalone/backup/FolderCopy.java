package io.thoraflow.standalone.backup;

import io.thoraflow.contract.model.ManifestSignatures;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Copies folders whose files come and go meanwhile, but do not change. What is unfinished (dot
 * files and folders, {@code .tmp}, {@code .part}) is left out, as ingest leaves it.
 */
final class FolderCopy {
  private static final String UNFINISHED = "\\..*|.*\\.(tmp|part)";

  private final Path from;
  private final Path to;
  private final Optional<Path> previous;
  private long files;
  private long linked;

  /**
   * @param previous an earlier copy of the same root, whose files of the same size are linked
   *     instead of copied again
   */
  FolderCopy(Path from, Path to, Optional<Path> previous) {
    this.from = from;
    this.to = to;
    this.previous = previous;
  }

  /**
   * @param name of a folder below the root, or of a file; nothing is copied if there is none
   * @param immutable whether a file of that name and size is always the same file, but for the
   *     signatures of models, which may be made anew
   */
  void copy(String name, boolean immutable) throws IOException {
    Path source = from.resolve(name);
    if (!Files.exists(source)) {
      return;
    }
    Files.createDirectories(to.resolve(name).getParent());
    Files.walkFileTree(source, new Copying(immutable));
  }

  private final class Copying extends SimpleFileVisitor<Path> {
    private final boolean immutable;

    private Copying(boolean immutable) {
      this.immutable = immutable;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      if (folder.getFileName().toString().matches(UNFINISHED)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      Files.copy(folder, target(folder), StandardCopyOption.COPY_ATTRIBUTES);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile() && !file.getFileName().toString().matches(UNFINISHED)) {
        try {
          take(file, attributes);
        } catch (NoSuchFileException e) {
          if (Files.exists(file)) {
            throw e; // Else it has just been moved on, to a folder that is copied later.
          }
        }
      }
      return FileVisitResult.CONTINUE;
    }

    private void take(Path file, BasicFileAttributes attributes) throws IOException {
      Optional<Path> same =
          previous
              .filter(unused -> immutable && !file.endsWith(ManifestSignatures.FILE_NAME))
              .map(root -> root.resolve(from.relativize(file)))
              .filter(earlier -> size(earlier) == attributes.size());
      if (same.isPresent()) {
        Files.createLink(target(file), same.get());
        linked++;
      } else {
        Files.copy(file, target(file), StandardCopyOption.COPY_ATTRIBUTES);
      }
      files++;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }
  }

  private Path target(Path path) {
    return to.resolve(from.relativize(path));
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return -1;
    }
  }

  long files() {
    return files;
  }

  /** Of them, those that are links to an earlier copy. */
  long linked() {
    return linked;
  }
}
