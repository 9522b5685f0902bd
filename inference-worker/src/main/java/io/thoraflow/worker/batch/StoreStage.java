package io.thoraflow.worker.batch;

import io.thoraflow.contract.database.SqlStates;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.worker.deadletter.DeadLetterException;
import io.thoraflow.worker.deadletter.DeadLetters;
import io.thoraflow.worker.delivery.Delivery;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import io.thoraflow.worker.store.Backoff;
import io.thoraflow.worker.store.DiagnosisStore;
import io.thoraflow.worker.store.LostVersions;
import io.thoraflow.worker.store.RowWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The thread that makes outcomes durable and only then settles their records.
 *
 * <p>A record is settled when its row is committed in PostgreSQL, or when Kafka has acknowledged
 * its dead letter. While PostgreSQL or Kafka is away this stage waits and tries again, for as long
 * as it takes; so it does while PostgreSQL does not know the version that read the X-rays.
 */
public final class StoreStage implements Runnable {
  private final OutcomeQueue outcomes;
  private final RowWriter<Outcome.Diagnosed> rows;
  private final LostVersions lostVersions;
  private final DeadLetters deadLetters;
  private final Condition database;
  private final Condition kafka;
  private final WorkerMetrics metrics;

  /**
   * @param rows writes all rows of a batch in one transaction
   * @param lostVersions tells what has become of a version that rows name in vain
   * @param database readiness: met while rows can be written
   * @param kafka readiness: met while dead letters can be sent
   */
  public StoreStage(
      OutcomeQueue outcomes,
      RowWriter<Outcome.Diagnosed> rows,
      LostVersions lostVersions,
      DeadLetters deadLetters,
      Condition database,
      Condition kafka,
      WorkerMetrics metrics) {
    this.outcomes = outcomes;
    this.rows = rows;
    this.lostVersions = lostVersions;
    this.deadLetters = deadLetters;
    this.database = database;
    this.kafka = kafka;
    this.metrics = metrics;
  }

  /** Writes the rows of diagnosed records. */
  public static RowWriter<Outcome.Diagnosed> rows(DiagnosisStore store) {
    return new RowWriter<>(
        "storing diagnoses",
        diagnosed -> store.store(diagnosed.stream().map(Outcome.Diagnosed::diagnosis).toList()));
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        makeDurable(outcomes.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void makeDurable(List<Outcome> batch) throws InterruptedException {
    List<Outcome.Diagnosed> diagnosed = new ArrayList<>(batch.size());
    List<Outcome.Failed> failed = new ArrayList<>();
    for (Outcome outcome : batch) {
      if (outcome instanceof Outcome.Diagnosed diagnosis) {
        diagnosed.add(diagnosis);
      } else if (outcome instanceof Outcome.Failed failure) {
        failed.add(failure);
      }
    }
    store(diagnosed);
    for (Outcome.Failed failure : failed) {
      bury(failure.delivery(), failure.reason(), failure.attempts());
    }
  }

  private void store(List<Outcome.Diagnosed> diagnosed) throws InterruptedException {
    if (diagnosed.isEmpty()) {
      return;
    }
    long start = System.nanoTime();
    List<RowWriter.Fault<Outcome.Diagnosed>> faults = write(diagnosed);
    metrics.stored(Duration.ofNanos(System.nanoTime() - start));
    List<Outcome.Diagnosed> committed = new ArrayList<>(diagnosed);
    for (RowWriter.Fault<Outcome.Diagnosed> fault : faults) {
      bury(fault.row().delivery(), fault.reason(), 1);
      committed.remove(fault.row());
    }
    for (Outcome.Diagnosed row : committed) {
      metrics.diagnosed(row.diagnosis().label(), row.diagnosis().manifest().version());
      row.delivery().settle();
    }
  }

  private List<RowWriter.Fault<Outcome.Diagnosed>> write(List<Outcome.Diagnosed> diagnosed)
      throws InterruptedException {
    Backoff backoff = new Backoff();
    while (true) {
      try {
        List<RowWriter.Fault<Outcome.Diagnosed>> faults = rows.write(diagnosed);
        database.clear();
        return faults;
      } catch (StorageException e) {
        database.report(explanation(e, diagnosed) + "; trying again");
        metrics.storeRetried();
        Thread.sleep(backoff.next().toMillis());
      }
    }
  }

  /** A batch is read by one version. */
  private String explanation(StorageException failure, List<Outcome.Diagnosed> diagnosed) {
    if (!failure.sqlState().equals(SqlStates.FOREIGN_KEY_VIOLATION)) {
      return failure.getMessage();
    }
    try {
      return lostVersions
          .problem(diagnosed.get(0).diagnosis().manifest().version())
          .orElse(failure.getMessage());
    } catch (StorageException e) {
      return e.getMessage();
    }
  }

  private void bury(Delivery delivery, String reason, int attempts) throws InterruptedException {
    Backoff backoff = new Backoff();
    while (true) {
      try {
        deadLetters.send(delivery.record(), reason, attempts);
        kafka.clear();
        delivery.settle();
        return;
      } catch (DeadLetterException e) {
        kafka.report(e.getMessage() + "; trying again");
        Thread.sleep(backoff.next().toMillis());
      }
    }
  }
}
