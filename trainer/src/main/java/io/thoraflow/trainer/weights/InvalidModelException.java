package io.thoraflow.trainer.weights;

/**
 * A model or weights file cannot be used: stop and tell the operator. The message names what is
 * wrong, the value found and the value expected.
 */
public final class InvalidModelException extends RuntimeException {
  public InvalidModelException(String message) {
    super(message);
  }

  public InvalidModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
