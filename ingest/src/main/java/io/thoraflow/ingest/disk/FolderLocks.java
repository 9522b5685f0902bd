package io.thoraflow.ingest.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps a second ingest off the same folders: it would put back what the first one holds, and
 * delete the copies that the first one stages. The operating system gives a lock up with its
 * process, however that ends; the file {@value PrivateNames#LOCK} stays.
 */
public final class FolderLocks implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FolderLocks.class);

  private final List<FileChannel> held = new ArrayList<>();

  private FolderLocks() {}

  /**
   * @param folders by the setting that names each; they are there
   * @throws IOException if another ingest works on one of them: the message says on which
   */
  public static FolderLocks take(Map<String, Path> folders) throws IOException {
    FolderLocks locks = new FolderLocks();
    Set<Path> taken = new HashSet<>();
    try {
      for (Map.Entry<String, Path> folder : folders.entrySet()) {
        if (taken.add(folder.getValue().toRealPath())) {
          locks.take(folder.getKey(), folder.getValue());
        }
      }
      return locks;
    } catch (IOException | RuntimeException e) {
      locks.close();
      throw e;
    }
  }

  private void take(String setting, Path folder) throws IOException {
    FileChannel channel = open(setting, folder.resolve(PrivateNames.LOCK));
    held.add(channel);
    if (!isFree(setting, channel)) {
      throw new IOException(
          ("another ingest works on %s %s, and only one may: stop it, or give this one an inbox, an"
                  + " archive and rejected files of its own")
              .formatted(setting, folder));
    }
  }

  /** Whoever may write to the folder may have put something else there, such as a pipe. */
  private static FileChannel open(String setting, Path file) throws IOException {
    try {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileSystemException(file.toString(), null, "no regular file");
      }
      return FileChannel.open(
          file,
          Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    } catch (FileSystemException e) {
      throw new IOException(
          "the lock file %s of %s must be a file that ingest may write to, or absent, but is not: %s"
              .formatted(
                  file,
                  setting,
                  e.getReason() == null ? e.getClass().getSimpleName() : e.getReason()),
          e);
    }
  }

  private static boolean isFree(String setting, FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // By another one in this very process.
    } catch (IOException e) {
      LOG.warn(
          "the file system of {} takes no locks ({}): see to it that no second ingest works on it",
          setting,
          e.getMessage());
      return true;
    }
  }

  @Override
  public void close() {
    for (FileChannel channel : held) {
      try {
        channel.close();
      } catch (IOException e) {
        LOG.debug("a lock file could not be closed: {}", e.getClass().getSimpleName());
      }
    }
    held.clear();
  }
}
