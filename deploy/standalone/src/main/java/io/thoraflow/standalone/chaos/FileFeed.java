package io.thoraflow.standalone.chaos;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.ingest.audit.Outcome;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Drops files evenly over a time, as several senders at once: most under a name that says that they
 * are unfinished, a few slowly under their own.
 */
final class FileFeed implements AutoCloseable {
  static final Duration STALL = Duration.ofSeconds(3);

  private final Path inbox;
  private final Path list;
  private final FileSupply supply;
  private final int files;
  private final Duration over;
  private final ExecutorService writers = Executors.newCachedThreadPool(FileFeed::daemon);
  private final Map<String, Outcome> expected = new HashMap<>();
  private int again;
  private int slow;

  /**
   * @param list takes the SHA-256 of each file
   */
  FileFeed(Path inbox, Path list, FileSupply supply, int files, Duration over) {
    this.inbox = inbox;
    this.list = list;
    this.supply = supply;
    this.files = files;
    this.over = over;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "sender");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * What was dropped.
   *
   * @param expected by SHA-256
   * @param again files whose content had been dropped before
   * @param slow files whose writer stalled
   */
  record Figures(int files, Map<String, Outcome> expected, int again, int slow) {}

  /** Completes when the last file is whole. */
  Future<Figures> start() {
    return writers.submit(this::dropAll);
  }

  private Figures dropAll() throws IOException, InterruptedException, ExecutionException {
    long begin = System.nanoTime();
    Map<Integer, Future<Void>> unfinished = new HashMap<>();
    try (Writer lines = Files.newBufferedWriter(list)) {
      for (int number = 0; number < files; number++) {
        long due = begin + over.toNanos() / files * number;
        Thread.sleep(Math.max(0, (due - System.nanoTime()) / 1_000_000));
        Drop drop = supply.drop(number);
        String sha256 = Sha256.of(drop.content());
        lines.write(sha256 + "\n");
        again += expected.put(sha256, drop.expected()) == null ? 0 : 1;
        slow += drop.slow() ? 1 : 0;
        if (drop.slow()) {
          unfinished.put(number, writers.submit((Callable<Void>) () -> writeSlowly(drop)));
        } else {
          write(drop);
        }
      }
    }
    for (Future<Void> writer : unfinished.values()) {
      writer.get();
    }
    return new Figures(files, Map.copyOf(expected), again, slow);
  }

  private void write(Drop drop) throws IOException {
    AtomicFile.write(target(drop), drop.content());
  }

  private Void writeSlowly(Drop drop) throws IOException, InterruptedException {
    int half = drop.content().length / 2;
    try (OutputStream out = Files.newOutputStream(target(drop))) {
      out.write(drop.content(), 0, half);
      out.flush();
      Thread.sleep(STALL.toMillis());
      out.write(drop.content(), half, drop.content().length - half);
    }
    return null;
  }

  private Path target(Drop drop) throws IOException {
    return Files.createDirectories(inbox.resolve(drop.site())).resolve(drop.name());
  }

  @Override
  public void close() {
    writers.shutdownNow();
  }
}
