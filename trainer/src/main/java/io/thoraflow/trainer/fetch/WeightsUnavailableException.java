package io.thoraflow.trainer.fetch;

/** No source had the weights: stop and tell the operator how to bring them by hand. */
public final class WeightsUnavailableException extends RuntimeException {
  public WeightsUnavailableException(String message) {
    super(message);
  }

  public WeightsUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
