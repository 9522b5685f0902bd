package io.thoraflow.ingest.inbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Walks the inbox, past the folders in which nobody drops X-rays, and lets nothing that is in
 * motion there stop it.
 */
abstract class InboxVisitor extends SimpleFileVisitor<Path> {
  private final Path inbox;
  private final InboxNames names;

  InboxVisitor(Path inbox, InboxNames names) {
    this.inbox = inbox;
    this.names = names;
  }

  @Override
  public final FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    if (folder.equals(inbox) || !names.isIgnoredFolder(folder)) {
      return FileVisitResult.CONTINUE;
    }
    passOver(folder);
    return FileVisitResult.SKIP_SUBTREE;
  }

  @Override
  public abstract FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
      throws IOException;

  /** A folder in which nobody drops X-rays. */
  void passOver(Path folder) {}

  /** A folder that cannot be listed, to its end, or an entry of one that may not be entered. */
  void missOut(Path path, IOException problem) {}

  @Override
  public final FileVisitResult visitFileFailed(Path path, IOException problem) {
    // The first two of these have vanished, or changed their kind, since their folder was listed.
    if (!(problem instanceof NoSuchFileException)
        && !(problem instanceof NotDirectoryException)
        && !path.equals(inbox)
        && !names.isIgnoredFolder(path)) {
      missOut(path, problem);
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public final FileVisitResult postVisitDirectory(Path folder, IOException problem) {
    if (problem != null) {
      missOut(folder, problem);
    }
    return FileVisitResult.CONTINUE;
  }
}
