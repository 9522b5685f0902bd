package io.thoraflow.ingest.inbox;

import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.ingest.disk.PrivateNames;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what waits in the inbox, also while nothing is taken out of it: whoever looks at ingest
 * then wants to know most.
 */
public final class InboxWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InboxWatch.class);

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Of its time a thread that counts a very full inbox spends at most so much counting. */
  private static final int SHARE = 20;

  private final Path inbox;
  private final InboxNames names;
  private final Sites sites;
  private final Clock clock;
  private final Clock waits;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Condition readable = new Condition("inbox folders");
  private volatile Waiting waiting = new Waiting(0, Optional.empty(), Instant.EPOCH, 0, 0);

  /**
   * @param oldest when it came, by the clock of the disk
   * @param seenAt when it was first seen, by a clock that nobody sets
   */
  private record Waiting(
      long files, Optional<Instant> oldest, Instant seenAt, long ignored, long unreadable) {}

  private InboxWatch(InboxConfig config, Clock clock, Clock waits) {
    this.inbox = config.directory();
    this.names = new InboxNames(config);
    this.sites = new Sites(inbox);
    this.clock = clock;
    this.waits = waits;
  }

  /**
   * @param clock as the disk's, by which files are dated
   * @param waits nobody can set
   */
  public static InboxWatch start(InboxConfig config, Clock clock, Clock waits) {
    InboxWatch watch = new InboxWatch(config, clock, waits);
    Thread thread = new Thread(watch::run, "inbox-watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  /** Files at the last count; those aside that are still being written. */
  public long files() {
    return waiting.files();
  }

  /** Files that are left alone for their names, and folders of that kind. */
  public long ignored() {
    return waiting.ignored();
  }

  /** Folders that cannot be listed, and entries of those that may not be entered. */
  public long unreadable() {
    return waiting.unreadable();
  }

  /** What keeps ingest from seeing all files; empty: nothing does. */
  public Optional<String> problem() {
    return readable.problem();
  }

  /**
   * How long the oldest of them has been there by now, 0 without any. With a clock that was set
   * back, at least as long as it has been seen.
   */
  public double oldestSeconds() {
    Waiting now = waiting;
    return now.oldest()
        .map(oldest -> Math.max(seconds(oldest, clock), seconds(now.seenAt(), waits)))
        .orElse(0.0);
  }

  private static double seconds(Instant since, Clock clock) {
    return Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1e3);
  }

  private void run() {
    try {
      long pause;
      do {
        long start = System.nanoTime();
        count();
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        pause = Math.max(INTERVAL.toMillis(), SHARE * took);
      } while (!closed.await(pause, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void count() {
    Count count = new Count();
    try {
      Files.walkFileTree(inbox, count);
      Optional<Instant> oldest = Optional.ofNullable(count.oldest);
      boolean same = oldest.equals(waiting.oldest());
      Instant seenAt = same ? waiting.seenAt() : waits.instant();
      waiting = new Waiting(count.files, oldest, seenAt, count.ignored, count.unreadable);
      count.firstUnreadable().ifPresentOrElse(readable::report, readable::clear);
    } catch (IOException e) {
      LOG.debug("the inbox cannot be counted at present: {}", e.getClass().getSimpleName());
    }
  }

  /** Without the name, which may be a patient's. */
  private static String reason(IOException problem) {
    return problem instanceof FileSystemException e && e.getReason() != null
        ? e.getReason()
        : problem.getClass().getSimpleName();
  }

  private final class Count extends InboxVisitor {
    private long files;
    private long ignored;
    private long unreadable;
    private Instant oldest;
    private String problem;

    Count() {
      super(inbox, names);
    }

    @Override
    void passOver(Path folder) {
      ignored += names.isForeignFolder(folder) ? 1 : 0;
    }

    @Override
    void missOut(Path path, IOException reason) {
      unreadable++;
      if (problem == null) {
        problem =
            "what ingest may not read is not taken: a folder of site %s, perhaps others (%s)"
                .formatted(sites.of(path), reason(reason));
      }
    }

    Optional<String> firstUnreadable() {
      return Optional.ofNullable(problem);
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
      if (closed.getCount() == 0) {
        return FileVisitResult.TERMINATE;
      }
      if (names.isTaken(path) || !names.isIgnored(path)) {
        try {
          Instant arrival = Arrival.of(path);
          files++;
          oldest = oldest == null || arrival.isBefore(oldest) ? arrival : oldest;
        } catch (IOException e) {
          // Taken in between.
        }
      } else if (!names.isDoneFile(path) && !PrivateNames.isOwn(path)) {
        ignored++;
      }
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
