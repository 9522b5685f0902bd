package io.thoraflow.ingest.inbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Walks the inbox, hidden folders aside, and lets nothing that is in motion there stop it. */
abstract class InboxVisitor extends SimpleFileVisitor<Path> {
  private final Path inbox;

  InboxVisitor(Path inbox) {
    this.inbox = inbox;
  }

  @Override
  public final FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    boolean hidden = String.valueOf(folder.getFileName()).startsWith(".");
    return hidden && !folder.equals(inbox)
        ? FileVisitResult.SKIP_SUBTREE
        : FileVisitResult.CONTINUE;
  }

  @Override
  public abstract FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
      throws IOException;

  /** Vanished in between, or a folder that may not be read: the others go on. */
  @Override
  public final FileVisitResult visitFileFailed(Path path, IOException problem) {
    return FileVisitResult.CONTINUE;
  }

  @Override
  public final FileVisitResult postVisitDirectory(Path folder, IOException problem) {
    return FileVisitResult.CONTINUE;
  }
}
