package io.thoraflow.ingest.archive;

import io.thoraflow.contract.monitoring.Condition;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether archive and rejected files take files. Once a file could not be moved there, both are
 * tried, and while they refuse, no file is taken out of the inbox: its record would be sent, and it
 * would stay.
 *
 * <p>Free bytes do not tell everything: inodes or a quota may be used up, or a file system mounted
 * read-only.
 */
public final class Keeping {
  private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

  private final Folders folders;
  private final Clock clock;
  private final Condition condition = new Condition("keeping");
  private boolean doubtful;
  private Instant triedAt = Instant.EPOCH;

  public Keeping(Folders folders, Clock clock) {
    this.folders = folders;
    this.clock = clock;
  }

  /** A file could not be moved: the next question has an answer of this moment. */
  public synchronized void doubt() {
    doubtful = true;
  }

  /** Whether files may be taken. */
  public synchronized boolean isPossible() {
    if (doubtful && !clock.instant().isBefore(triedAt.plus(TRY_AGAIN))) {
      triedAt = clock.instant();
      tryBoth();
    }
    return condition.problem().isEmpty();
  }

  private void tryBoth() {
    try {
      folders.tryWriting();
      doubtful = false;
      condition.clear();
    } catch (IOException e) {
      condition.report(e.getMessage() + "; files stay in the inbox");
    }
  }

  /** What keeps files from being kept; empty: nothing that is known. */
  public Optional<String> problem() {
    return condition.problem();
  }
}
