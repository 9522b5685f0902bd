package io.thoraflow.ingest.locate;

/** Several persons have the Patient ID, and nothing said which of them is meant. */
public final class AmbiguousPatientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  AmbiguousPatientException(String message) {
    super(message);
  }
}
