package io.thoraflow.contract.csv;

/**
 * A comma-separated file must be corrected; the message names the file, the line and the problem.
 */
public final class InvalidCsvException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public InvalidCsvException(String message) {
    super(message);
  }
}
