package io.thoraflow.ingest.inbox;

import java.nio.file.Path;
import java.time.Instant;

/**
 * One entry of the inbox that ingest has begun to work on. Its path may hold a patient's name: it
 * never goes into a log, a message or a sidecar.
 *
 * @param path where it lies
 * @param site the first folder below the inbox
 * @param state as it was just before reading
 * @param receivedAt when reading began
 */
public record InboxFile(Path path, String site, FileState state, Instant receivedAt) {

  /** The same, received at another time. */
  public InboxFile receivedAt(Instant time) {
    return new InboxFile(path, site, state, time);
  }

  /** Hides the path. */
  @Override
  public String toString() {
    return "InboxFile[site=%s, size=%d]".formatted(site, state.size());
  }
}
