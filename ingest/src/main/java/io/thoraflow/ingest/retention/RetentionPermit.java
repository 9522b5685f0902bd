package io.thoraflow.ingest.retention;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an operator lets retention do once: an empty file at the archive's top, which it takes. */
public enum RetentionPermit {
  /** To delete more than its share. */
  SWEEP(".retention-allow-sweep"),
  /** To believe the clock as it is now. */
  CLOCK(".retention-confirm-clock");

  private final String name;

  RetentionPermit(String name) {
    this.name = name;
  }

  /**
   * Gives it.
   *
   * @param archive its root
   */
  public void give(Path archive) throws IOException {
    Files.writeString(archive.resolve(name), "");
  }

  /** Whether it waits to be taken. */
  public boolean isGiven(Path archive) {
    return Files.exists(archive.resolve(name));
  }

  /** Whether it was given; it is not any more. */
  boolean take(Path archive) throws IOException {
    return Files.deleteIfExists(archive.resolve(name));
  }
}
