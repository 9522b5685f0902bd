package io.thoraflow.worker.store;

/** X-rays were read by a version that the database has lost: end the process, Kafka redelivers. */
public final class LostVersionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostVersionException(String message) {
    super(message);
  }
}
