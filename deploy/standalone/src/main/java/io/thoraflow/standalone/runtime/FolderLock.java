package io.thoraflow.standalone.runtime;

import io.thoraflow.standalone.CommandException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;

/** Keeps a data folder to one pipeline. The operating system gives it back however that ends. */
public final class FolderLock implements AutoCloseable {
  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Makes the folder, too, where there is none.
   *
   * @throws CommandException if another pipeline has it
   */
  public static FolderLock take(DataFolder folder) throws IOException {
    PrivateFolders.make(folder.root());
    FileChannel channel =
        FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    // Whoever deletes the lock of a pipeline that runs must not start another beside it.
    if (tryLock(channel) && !isRunning(folder)) {
      return new FolderLock(channel);
    }
    channel.close();
    throw new CommandException(
        "a pipeline runs on %s already; stop it, or name another folder with --data"
            .formatted(folder.root()));
  }

  private static boolean isRunning(DataFolder folder) {
    try {
      return RunningPipeline.find(folder)
          .filter(
              pipeline -> pipeline.inbox().equals(folder.inbox().toString())) // Else it is a copy.
          .isPresent();
    } catch (CommandException e) {
      return false; // A crash has left half of what it says of itself; it is replaced.
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
