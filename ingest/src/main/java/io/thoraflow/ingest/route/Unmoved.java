package io.thoraflow.ingest.route;

import io.thoraflow.ingest.inbox.FileState;
import io.thoraflow.ingest.inbox.InboxFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Files that could not be moved out of the inbox although the broker has acknowledged their
 * records. Of these only the move is tried again: to send them each time would fill the topic for
 * as long as the archive refuses them.
 *
 * <p>It is forgotten with the process, and then they are sent once more, which changes nothing.
 */
final class Unmoved {
  /** Of some 500 bytes each. */
  static final int MOST = 20_000;

  private final int most;
  private final Map<Path, Receipt> receipts = new HashMap<>();

  /**
   * Takes a file to where it belongs, as it was received when its record was sent: an erasure that
   * came since then is one of it, too.
   */
  @FunctionalInterface
  interface Move {
    void run() throws IOException;
  }

  private record Receipt(FileState state, Move move) {}

  Unmoved() {
    this(MOST);
  }

  /**
   * @param most files that it remembers
   */
  Unmoved(int most) {
    this.most = most;
  }

  /**
   * @return whether there was room for it
   */
  synchronized boolean remember(InboxFile file, Move move) {
    if (receipts.size() >= most && !receipts.containsKey(file.path())) {
      // Somebody may have taken some out of the inbox.
      receipts.keySet().removeIf(Files::notExists);
      if (receipts.size() >= most) {
        return false;
      }
    }
    receipts.put(file.path(), new Receipt(file.state(), move));
    return true;
  }

  /** What is left to do with a file; empty for one that is new, or has changed since. */
  synchronized Optional<Move> of(InboxFile file) {
    return Optional.ofNullable(receipts.get(file.path()))
        .filter(receipt -> receipt.state().equals(file.state()))
        .map(Receipt::move);
  }

  synchronized void forget(Path path) {
    receipts.remove(path);
  }
}
