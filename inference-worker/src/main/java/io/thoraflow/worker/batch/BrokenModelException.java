package io.thoraflow.worker.batch;

/**
 * The model in memory no longer gives its reference probabilities: the device or the process is
 * broken. Stop, so that the process is started anew; Kafka redelivers.
 */
final class BrokenModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BrokenModelException(Throwable cause) {
    super("the model fails on X-rays and on its own reference images: the device is broken", cause);
  }
}
