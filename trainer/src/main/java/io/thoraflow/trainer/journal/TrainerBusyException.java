package io.thoraflow.trainer.journal;

/** Another training run is going on; the message is a sentence for people. */
public final class TrainerBusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainerBusyException(String message) {
    super(message);
  }
}
