package io.thoraflow.ingest.route;

import java.io.IOException;

/** A file stays in the inbox although its record was acknowledged: archive or inbox refuse it. */
final class UnmovedFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean remembered;

  /**
   * @param remembered whether only the move will be tried again, and the record not be sent again
   * @param cause may name the file
   */
  UnmovedFileException(boolean remembered, IOException cause) {
    super("a file could not be moved", cause);
    this.remembered = remembered;
  }

  UnmovedFileException remembered() {
    return new UnmovedFileException(true, (IOException) getCause());
  }

  boolean isRemembered() {
    return remembered;
  }
}
