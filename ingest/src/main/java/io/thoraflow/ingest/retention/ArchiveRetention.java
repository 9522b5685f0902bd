package io.thoraflow.ingest.retention;

import io.micrometer.core.instrument.Counter;
import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.contract.time.ConfirmedTime;
import io.thoraflow.ingest.inbox.Arrival;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
 * <p>Originals age by {@link ArchiveTime}, so a wrong clock deletes nothing. A sweep that would
 * take more than its share of the archive takes nothing, until an operator allows it ({@link
 * RetentionPermit}).
 *
 * <p>It goes through the archive an hour after the start and then once a day, more often where
 * originals are kept for days only, and rests after every few hundred deletions, so that the disk
 * has time for new files.
 */
public final class ArchiveRetention implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveRetention.class);

  /** In which an operator may see at the start that something is wrong. */
  private static final Duration GRACE = Duration.ofHours(1);

  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
  private static final Duration SHORTEST_INTERVAL = Duration.ofHours(1);

  /** So that an even stream of originals leaves in small shares, however soon they grow old. */
  private static final int SWEEPS_OF_AN_AGE = 24;

  private static final Duration LOOK_FOR_PERMITS = Duration.ofSeconds(2);
  private static final int BATCH = 500;
  private static final Duration REST = Duration.ofSeconds(1);

  private static final Pattern FOLDER = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern ORIGINAL = Pattern.compile("[0-9a-f]{64}\\.[a-z]+");

  private final Path archive;
  private final RetentionLimits limits;
  private final Counter deleted;
  private final ArchiveTime time;
  private final Condition clock = new Condition("retention-clock");
  private final Condition share = new Condition("retention");
  private final CountDownLatch closed = new CountDownLatch(1);

  ArchiveRetention(Path archive, RetentionLimits limits, Counter deleted, ArchiveTime time) {
    this.archive = archive;
    this.limits = limits;
    this.deleted = deleted;
    this.time = time;
  }

  /**
   * @param archive its root
   * @param deleted counts originals
   */
  public static ArchiveRetention start(
      Path archive, RetentionLimits limits, Counter deleted, ArchiveTime time) {
    ArchiveRetention watch = new ArchiveRetention(archive, limits, deleted, time);
    Thread thread = new Thread(watch::run, "archive-retention");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  /** Why the last sweep deleted nothing; empty: it did what it should. */
  public Optional<String> refusal() {
    return share.problem();
  }

  private void run() {
    long due = System.nanoTime() + GRACE.toNanos();
    try {
      while (!closed.await(LOOK_FOR_PERMITS.toMillis(), TimeUnit.MILLISECONDS)) {
        time.note();
        if (System.nanoTime() - due >= 0
            || RetentionPermit.SWEEP.isGiven(archive)
            || RetentionPermit.CLOCK.isGiven(archive)) {
          sweep();
          due = System.nanoTime() + interval().toNanos();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration interval() {
    Duration interval = limits.age().dividedBy(SWEEPS_OF_AN_AGE);
    if (interval.compareTo(SHORTEST_INTERVAL) < 0) {
      return SHORTEST_INTERVAL;
    }
    return interval.compareTo(LONGEST_INTERVAL) < 0 ? interval : LONGEST_INTERVAL;
  }

  /**
   * Goes through the whole archive, once to count and once to delete.
   *
   * @return how many originals it deleted
   */
  long sweep() throws InterruptedException {
    long before = (long) deleted.count();
    try {
      Instant limit = limit();
      if (!mayDelete(limit)) {
        return 0;
      }
      ExpiredOriginals.note(archive, limit, limits.age());
      goThrough(original -> deleteIfOld(original, limit));
      time.note();
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn(
          "originals stay in the archive for now, as it cannot be gone through or takes no note: {}",
          e.getClass().getSimpleName());
    }
    long count = (long) deleted.count() - before;
    if (count > 0) {
      LOG.info(
          "deleted {} originals that had been in the archive for more than {} days",
          count,
          limits.age().toDays());
    }
    return count;
  }

  /** By the time that has certainly passed, whatever the clock says. */
  private Instant limit() throws IOException {
    if (RetentionPermit.CLOCK.take(archive)) {
      time.confirm();
      LOG.info("an operator has confirmed the clock: retention goes by it again");
    }
    ConfirmedTime.Reading now = time.read();
    now.doubt()
        .ifPresentOrElse(
            doubt ->
                clock.report(
                    doubt
                        + "; originals grow old only as time certainly passes until the clock is right,"
                        + " or an operator confirms it: thoraflow retention --confirm-clock"),
            clock::clear);
    return now.time().minus(limits.age());
  }

  private boolean mayDelete(Instant limit) throws IOException, InterruptedException {
    boolean permitted = RetentionPermit.SWEEP.take(archive);
    long[] counts = new long[2];
    goThrough(
        original -> {
          counts[0]++;
          counts[1] += isOld(original, limit) ? 1 : 0;
          return false;
        });
    if (permitted || limits.allow(counts[1], counts[0])) {
      share.clear();
      return true;
    }
    share.report(
        ("%d of %d originals are older than %d days, and RETENTION_MAX_PERCENT allows %d %% at a time:"
                + " none is deleted until an operator allows it: thoraflow retention --allow-sweep originals")
            .formatted(counts[1], counts[0], limits.age().toDays(), limits.maxPercent()));
    return false;
  }

  private interface Visit {
    /** Whether it deleted the original. */
    boolean of(Path original);
  }

  private void goThrough(Visit visit) throws IOException, InterruptedException {
    try (DirectoryStream<Path> folders =
        Files.newDirectoryStream(archive, ArchiveRetention::isFolder)) {
      for (Path folder : folders) {
        goThrough(folder, visit);
      }
    }
  }

  private void goThrough(Path folder, Visit visit) throws IOException, InterruptedException {
    int batch = 0;
    try (DirectoryStream<Path> originals =
        Files.newDirectoryStream(folder, ArchiveRetention::isOriginal)) {
      for (Path original : originals) {
        if (closed.getCount() == 0) {
          return;
        }
        if (visit.of(original) && ++batch % BATCH == 0) {
          closed.await(REST.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (NotDirectoryException | NoSuchFileException e) {
      // Somebody else's file, or removed in between.
    }
  }

  private boolean deleteIfOld(Path original, Instant limit) {
    try {
      if (isOld(original, limit) && Files.deleteIfExists(original)) {
        deleted.increment();
        return true;
      }
    } catch (IOException e) {
      LOG.warn("an original stays in the archive: {}", e.getClass().getSimpleName());
    }
    return false;
  }

  private static boolean isOld(Path original, Instant limit) {
    try {
      return Files.isRegularFile(original, LinkOption.NOFOLLOW_LINKS)
          && Arrival.of(original).isBefore(limit);
    } catch (IOException e) {
      return false;
    }
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
    time.note();
  }
}
