package io.thoraflow.trainer.tensorflow;

/** TensorFlow's native libraries are not where they should be: stop and tell the operator. */
public final class TensorFlowUnavailableException extends RuntimeException {
  public TensorFlowUnavailableException(String message) {
    super(message);
  }
}
