package io.thoraflow.worker.batch;

import io.thoraflow.worker.delivery.Delivery;
import io.thoraflow.worker.store.Diagnosis;

/** What became of one record. */
public sealed interface Outcome {
  Delivery delivery();

  /** To be stored. */
  record Diagnosed(Delivery delivery, Diagnosis diagnosis) implements Outcome {}

  /**
   * To be sent to the dead letters.
   *
   * @param reason without content of the record
   * @param attempts how often it was tried
   */
  record Failed(Delivery delivery, String reason, int attempts) implements Outcome {}
}
