package io.thoraflow.standalone.soak;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.ingest.audit.Outcome;
import io.thoraflow.standalone.chaos.Drop;
import io.thoraflow.standalone.chaos.FileSupply;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Drops files as fast as the pipeline takes them, and a few thousand ahead of it: while a server is
 * away, these wait.
 */
final class Feed implements AutoCloseable {
  /** Files in the inbox, and records in the topic, at most. */
  static final int AHEAD = 4000;

  private static final long LOOK_AGAIN_MILLIS = 50;

  /** What was held up is made up for within reason. */
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(1);

  private static final long SEED = 20_260;

  private final Path inbox;
  private final Duration pause;
  private final Progress progress;
  private final FileSupply supply = new FileSupply(SEED);
  private final Map<String, Outcome> expected = new HashMap<>();
  private final Writer list;
  private long due = System.nanoTime();
  private int dropped;
  private int again;

  /**
   * @param list takes the SHA-256 of each file
   * @param pause between two files, at least
   */
  Feed(Path inbox, Path list, Duration pause, Progress progress) throws IOException {
    this.inbox = inbox;
    this.pause = pause;
    this.progress = progress;
    this.list = Files.newBufferedWriter(list);
  }

  /** Drops the supply's next file, once there is room for it. */
  void dropNext() throws IOException, InterruptedException {
    due = Math.max(due + pause.toNanos(), System.nanoTime() - LONGEST_DELAY.toNanos());
    Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
    while (dropped - progress.taken() + progress.queued() >= AHEAD) {
      Thread.sleep(LOOK_AGAIN_MILLIS);
    }
    Drop drop = supply.drop(dropped);
    drop(drop.site(), drop.name(), drop.content(), drop.expected());
  }

  /** Drops a file that becomes a diagnosis, or does not. */
  void drop(String site, String name, byte[] content, Outcome outcome) throws IOException {
    String sha256 = Sha256.of(content);
    list.write(sha256 + "\n");
    again += expected.put(sha256, outcome) == null ? 0 : 1;
    dropped++;
    AtomicFile.write(Files.createDirectories(inbox.resolve(site)).resolve(name), content);
  }

  int dropped() {
    return dropped;
  }

  /** Of these, files whose content had been dropped before. */
  int again() {
    return again;
  }

  /** Different files that must come to that outcome. */
  long expected(Outcome outcome) {
    return expected.values().stream().filter(outcome::equals).count();
  }

  @Override
  public void close() throws IOException {
    list.close();
  }
}
