package io.thoraflow.trainer.data;

/** Nothing can be trained on this data as it is: a person must correct it. */
public final class InvalidDataSetException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidDataSetException(String message) {
    super(message);
  }
}
