package io.thoraflow.ingest.route;

import java.io.IOException;

/** A file stays in the inbox, and is not published: the archive does not take its copy. */
final class UnstagedCopyException extends IOException {
  private static final long serialVersionUID = 1L;

  UnstagedCopyException(IOException cause) {
    super("a copy could not be staged", cause);
  }
}
