package io.thoraflow.trainer.schedule;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where runs run, so that neither ticks nor a stop wait for them. */
public final class TrainingThread {
  private static final Logger log = LoggerFactory.getLogger(TrainingThread.class);

  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread training = new Thread(task, "training");
            training.setDaemon(true);
            return training;
          });
  private final AtomicBoolean busy = new AtomicBoolean();
  private final Runnable run;

  /**
   * @param run throws nothing
   */
  public TrainingThread(Runnable run) {
    this.run = run;
  }

  /** Starts a run, unless the one before is still going on. */
  public void tick() {
    if (!busy.compareAndSet(false, true)) {
      log.debug("The run before is still going on: this tick passes.");
      return;
    }
    thread.execute(
        () -> {
          try {
            run.run();
          } finally {
            busy.set(false);
          }
        });
  }

  /**
   * Starts no more runs.
   *
   * @return whether the last run ended within that time
   */
  public boolean end(Duration patience) {
    thread.shutdown();
    try {
      return thread.awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
