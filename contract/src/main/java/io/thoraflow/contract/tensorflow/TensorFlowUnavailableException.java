package io.thoraflow.contract.tensorflow;

/** TensorFlow or the device asked for is not there: stop; the message says what to set. */
public final class TensorFlowUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TensorFlowUnavailableException(String message) {
    super(message);
  }

  public TensorFlowUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
