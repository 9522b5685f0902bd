package io.thoraflow.ingest.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;

/** Since when an entry has been where it is. */
public final class Arrival {
  private Arrival() {}

  /**
   * The later of its modification and its change time. The first may be years old, as senders and
   * moves keep it; the second is set by the kernel whenever an entry is written or moved, and
   * nobody can set it back.
   *
   * @throws java.nio.file.NoSuchFileException if it has vanished
   */
  public static Instant of(Path path) throws IOException {
    Map<String, Object> times =
        Files.readAttributes(path, "unix:lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
    Instant modified = ((FileTime) times.get("lastModifiedTime")).toInstant();
    Instant changed = ((FileTime) times.get("ctime")).toInstant();
    return modified.isAfter(changed) ? modified : changed;
  }
}
