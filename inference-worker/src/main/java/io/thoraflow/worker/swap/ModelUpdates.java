package io.thoraflow.worker.swap;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.contract.time.MonotonicClock;
import io.thoraflow.worker.model.ClassifierLoader;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import java.time.Duration;
import org.apache.kafka.common.errors.WakeupException;

/** The thread that keeps the {@link ServingModel} up to date. */
public final class ModelUpdates implements Runnable {
  private static final Duration OVERDUE_AFTER = Duration.ofMinutes(2);

  private final ModelWatcher watcher;
  private final PublicationHints hints;
  private final Duration pollInterval;
  private volatile boolean stopping;

  private ModelUpdates(ModelWatcher watcher, PublicationHints hints, Duration pollInterval) {
    this.watcher = watcher;
    this.hints = hints;
    this.pollInterval = pollInterval;
  }

  /**
   * @param worker names this worker in refusals
   * @param batchSize at which new models are warmed up
   */
  public static ModelUpdates of(
      ModelRegistry registry,
      ModelSource source,
      ClassifierLoader classifiers,
      ServingModel serving,
      KafkaConnection kafka,
      String worker,
      int batchSize,
      Duration pollInterval,
      WorkerMetrics metrics,
      Condition model,
      Condition database) {
    return new ModelUpdates(
        new ModelWatcher(
            registry,
            new ModelLoader(source, classifiers, batchSize),
            source,
            serving,
            new Refusals(registry, worker, MonotonicClock.start()),
            metrics,
            model,
            database,
            new OverdueVersion(model, OVERDUE_AFTER)),
        new PublicationHints(kafka, worker),
        pollInterval);
  }

  @Override
  public void run() {
    try (hints) {
      while (!stopping) {
        watcher.check();
        hints.await(pollInterval);
      }
    } catch (WakeupException e) {
      // stop() woke it up.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public void stop() {
    stopping = true;
    hints.wakeUp();
  }
}
