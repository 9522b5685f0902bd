package io.thoraflow.ingest.archive;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.ingest.inbox.FileState;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.TakenFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that were renamed into a folder a moment ago, and that a sender may still hold open. What
 * it writes to one of them makes it another file: that goes back to the inbox, to be read, and what
 * was read before is restored from its beginning, where only something was appended.
 */
final class LateWrites {
  private static final Logger LOG = LoggerFactory.getLogger(LateWrites.class);

  /** From a file's arrival on. */
  private static final long WATCHED_NANOS = Duration.ofSeconds(60).toNanos();

  /** Of some 500 bytes each; beyond them the oldest are no longer watched. */
  private static final int MOST = 20_000;

  private final TakenFiles inbox;
  private final Replacement replacement;
  private final Map<Path, Arrived> arrived = new LinkedHashMap<>();

  private record Arrived(InboxFile file, Path target, String sha256, long at) {}

  /** Writes a file anew, as a whole. */
  @FunctionalInterface
  interface Replacement {
    void write(Path target, byte[] content) throws IOException;
  }

  LateWrites(TakenFiles inbox, Replacement replacement) {
    this.inbox = inbox;
    this.replacement = replacement;
  }

  /**
   * @param file as it was in the inbox
   * @param target where it lies now
   */
  synchronized void watch(InboxFile file, Path target, String sha256) {
    if (arrived.size() >= MOST) {
      arrived.remove(arrived.keySet().iterator().next());
    }
    arrived.put(target, new Arrived(file, target, sha256, System.nanoTime()));
  }

  /** Looks at all of them once. */
  void look() {
    for (Arrived kept : watched()) {
      if (System.nanoTime() - kept.at() > WATCHED_NANOS) {
        forget(kept); // After this last look.
      }
      try {
        if (!FileState.of(kept.target()).equals(kept.file().state())) {
          giveBack(kept);
          forget(kept);
        }
      } catch (NoSuchFileException e) {
        forget(kept); // Erased, or expired.
      } catch (IOException e) {
        LOG.warn(
            "a file of site {} was written to after it was kept, and cannot be read again: {}",
            kept.file().site(),
            e.getClass().getSimpleName());
      }
    }
  }

  private synchronized List<Arrived> watched() {
    return List.copyOf(arrived.values());
  }

  /** Not what has come there since. */
  private synchronized void forget(Arrived kept) {
    arrived.remove(kept.target(), kept);
  }

  private void giveBack(Arrived kept) throws IOException {
    Path target = kept.target();
    FileState found = FileState.of(target);
    if (!found.fileKey().equals(kept.file().state().fileKey())) {
      return; // Somebody has put another file there, such as a restored one.
    }
    byte[] beginning = beginning(target, kept.file().state().size());
    inbox.giveBack(kept.file().path(), target);
    if (Sha256.of(beginning).equals(kept.sha256())) {
      replacement.write(target, beginning);
      LOG.info("a file of site {} was appended to late, and is read again", kept.file().site());
    } else {
      Files.delete(target);
      LOG.warn(
          "file {} of site {} was overwritten after it was kept: what was read is gone, what it is"
              + " now is read as another file",
          kept.sha256().substring(0, 12),
          kept.file().site());
    }
  }

  private static byte[] beginning(Path file, long size) throws IOException {
    try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return content.readNBytes(Math.toIntExact(size));
    }
  }
}
