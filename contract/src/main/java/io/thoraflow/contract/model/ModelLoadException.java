package io.thoraflow.contract.model;

/**
 * A model version cannot be used: refuse it and keep the one that serves. The message says what was
 * found and expected.
 */
public final class ModelLoadException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelLoadException(String message) {
    super(message);
  }

  public ModelLoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
