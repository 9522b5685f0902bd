package io.thoraflow.worker.deadletter;

/** Kafka did not take a dead letter: try again, and do not commit the record's offset. */
public final class DeadLetterException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeadLetterException(Throwable cause) {
    super("the dead letter was not acknowledged: " + cause.getClass().getSimpleName(), cause);
  }
}
