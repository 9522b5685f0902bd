package io.thoraflow.trainer.feature;

/** An X-ray of the data set can no longer be read. The message has its SHA-256, never its name. */
public final class UnreadableXrayException extends RuntimeException {
  UnreadableXrayException(String sha256, Exception cause) {
    // The cause's own message may hold the file's name.
    super("X-ray %s cannot be read: %s".formatted(sha256, cause.getClass().getSimpleName()));
  }
}
