package io.thoraflow.ingest.retention;

import io.micrometer.core.instrument.Counter;
import io.thoraflow.ingest.inbox.Arrival;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes originals that have been in the archive for longer than they are to be kept, and touches
 * nothing else. What is in the database stays. Beforehand it notes in the archive what may be gone
 * from now on ({@link ExpiredOriginals}); where that fails, it deletes nothing.
 *
 * <p>It goes through the archive at the start and then once a day, and rests after every few
 * hundred deletions, so that the disk has time for new files.
 */
public final class ArchiveRetention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveRetention.class);

  private static final Duration INTERVAL = Duration.ofDays(1);
  private static final int BATCH = 500;
  private static final Duration REST = Duration.ofSeconds(1);

  private static final Pattern FOLDER = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern ORIGINAL = Pattern.compile("[0-9a-f]{64}\\.[a-z]+");

  private final Path archive;
  private final Duration retention;
  private final Counter deleted;
  private final Clock clock;
  private final CountDownLatch closed = new CountDownLatch(1);

  ArchiveRetention(Path archive, Duration retention, Counter deleted, Clock clock) {
    this.archive = archive;
    this.retention = retention;
    this.deleted = deleted;
    this.clock = clock;
  }

  /**
   * @param archive its root
   * @param retention how long originals are kept
   * @param deleted counts those deleted
   */
  public static ArchiveRetention start(
      Path archive, Duration retention, Counter deleted, Clock clock) {
    ArchiveRetention watch = new ArchiveRetention(archive, retention, deleted, clock);
    Thread thread = new Thread(watch::run, "archive-retention");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  private void run() {
    try {
      do {
        sweep();
      } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Goes through the whole archive once.
   *
   * @return how many originals it deleted
   */
  long sweep() throws InterruptedException {
    Instant limit = clock.instant().minus(retention);
    long before = (long) deleted.count();
    try {
      ExpiredOriginals.note(archive, limit, retention);
    } catch (IOException e) {
      LOG.warn(
          "no originals are deleted, as the archive takes no note of it: {}",
          e.getClass().getSimpleName());
      return 0;
    }
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(archive, ArchiveRetention::isFolder)) {
      for (Path folder : folders) {
        sweep(folder, limit);
      }
    } catch (IOException e) {
      LOG.warn("the archive cannot be gone through: {}", e.getClass().getSimpleName());
    }
    long count = (long) deleted.count() - before;
    if (count > 0) {
      LOG.info(
          "deleted {} originals that had been in the archive for more than {} days",
          count,
          retention.toDays());
    }
    return count;
  }

  private void sweep(Path folder, Instant limit) throws IOException, InterruptedException {
    int batch = 0;
    try (DirectoryStream<Path> originals =
        Files.newDirectoryStream(folder, ArchiveRetention::isOriginal)) {
      for (Path original : originals) {
        if (closed.getCount() == 0) {
          return;
        }
        if (deleteIfOld(original, limit) && ++batch % BATCH == 0) {
          closed.await(REST.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (NotDirectoryException | NoSuchFileException e) {
      // Somebody else's file, or removed in between.
    }
  }

  private boolean deleteIfOld(Path original, Instant limit) {
    try {
      if (Files.isRegularFile(original, LinkOption.NOFOLLOW_LINKS)
          && Arrival.of(original).isBefore(limit)
          && Files.deleteIfExists(original)) {
        deleted.increment();
        return true;
      }
    } catch (IOException e) {
      LOG.warn("an original stays in the archive: {}", e.getClass().getSimpleName());
    }
    return false;
  }

  private static boolean isFolder(Path path) {
    return FOLDER.matcher(path.getFileName().toString()).matches();
  }

  private static boolean isOriginal(Path path) {
    return ORIGINAL.matcher(path.getFileName().toString()).matches();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
