package io.thoraflow.ingest.inbox;

/** A file is still changing or not yet complete: leave it in the inbox and look again later. */
public final class UnsettledFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnsettledFileException(String message) {
    super(message);
  }
}
