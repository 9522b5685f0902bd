package io.thoraflow.standalone.soak;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.LabelStore;
import io.thoraflow.contract.database.NewLabel;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.ingest.audit.Outcome;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.runtime.MetricsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Stands for clinicians: reads the same X-rays over and over, each time as another reader, so that
 * a trainer has reason to train again and never more to learn from.
 */
final class Readers implements AutoCloseable {
  static final int OF_A_CLASS = 20;
  static final int LABELS = 2 * OF_A_CLASS;

  private static final Duration EVERY = Duration.ofSeconds(45);
  private static final long SEED = 7;

  private final LabelStore labels;
  private final List<NewLabel> readings = new ArrayList<>();
  private final String trainer;
  private volatile boolean resting;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "readers");

  /**
   * @param trainer where its metrics are
   */
  Readers(Database database, String trainer) {
    this.labels = new LabelStore(database.dataSource());
    this.trainer = trainer;
  }

  /** Draws X-rays and drops them. */
  void drop(Path scratch, Feed feed) throws IOException {
    for (Path phantom : PhantomSet.write(scratch, OF_A_CLASS, SEED)) {
      String reading = phantom.getParent().getFileName().toString();
      byte[] content = Files.readAllBytes(phantom);
      readings.add(new NewLabel(Sha256.of(content), reading, "", Optional.empty()));
      feed.drop("teaching", reading + "-" + phantom.getFileName(), content, Outcome.DIAGNOSED);
    }
  }

  /** A run that goes on is no idleness. */
  void rest(boolean rests) {
    resting = rests;
  }

  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    int reader = 0;
    try {
      do {
        if (!resting && record(reader + 1)) {
          reader++;
        }
      } while (!closed.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @return false while what was read before waits for a run, or the database is away
   */
  private boolean record(int reader) throws InterruptedException {
    try {
      if (reader > 1 && MetricsPage.of(trainer).sum("training_new_labels") > 0) {
        return false;
      }
      List<NewLabel> all =
          readings.stream()
              .map(
                  label ->
                      new NewLabel(
                          label.xray(), label.reading(), "reader-" + reader, Optional.empty()))
              .toList();
      return labels.record(all) == all.size();
    } catch (IOException | StorageException e) {
      return false;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
