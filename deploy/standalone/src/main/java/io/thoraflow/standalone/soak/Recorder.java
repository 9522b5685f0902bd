package io.thoraflow.standalone.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Looks at processes every few seconds, and writes down at once what it sees. */
final class Recorder implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** A collection costs the process some CPU, so not every look has one. */
  private static final int LOOKS_PER_COLLECTION = 6;

  private static final String HEADER =
      "process,seconds,xrays,resident_mb,anonymous_mb,heap_committed_mb,live_heap_mb,direct_mb,"
          + "mapped_mb,threads,descriptors,cpu_seconds\n";

  private final List<Watched> processes;
  private final Progress progress;
  private final Writer table;
  private final long begin = System.nanoTime();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "recorder");

  private Recorder(List<Watched> processes, Progress progress, Writer table) {
    this.processes = processes;
    this.progress = progress;
    this.table = table;
  }

  /**
   * @param file takes a line for each process and moment
   */
  static Recorder start(List<Watched> processes, Progress progress, Path file) throws IOException {
    Writer table = Files.newBufferedWriter(file);
    table.write(HEADER);
    Recorder recorder = new Recorder(processes, progress, table);
    recorder.thread.setDaemon(true);
    recorder.thread.start();
    return recorder;
  }

  double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  synchronized List<Snapshot> snapshots() {
    return List.copyOf(snapshots);
  }

  private void run() {
    try {
      int looks = 0;
      do {
        look(looks++ % LOOKS_PER_COLLECTION == 0);
      } while (!closed.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(boolean collect) throws InterruptedException {
    double xrays = progress.taken();
    for (Watched process : processes) {
      var snapshot = process.look(seconds(), xrays, collect);
      if (snapshot.isPresent()) {
        add(snapshot.get());
      }
    }
  }

  private synchronized void add(Snapshot snapshot) {
    snapshots.add(snapshot);
    try {
      table.write(line(snapshot));
      table.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the table of figures cannot be written", e);
    }
  }

  private static String line(Snapshot snapshot) {
    return String.format(
            Locale.ROOT,
            "%s,%.1f,%.0f,%.1f,%.1f,%.1f,%.2f,%.3f,%.3f,%.0f,%.0f,%.2f%n",
            snapshot.process(),
            snapshot.seconds(),
            snapshot.xrays(),
            snapshot.resident(),
            snapshot.anonymous(),
            snapshot.heap(),
            snapshot.live(),
            snapshot.direct(),
            snapshot.mapped(),
            snapshot.threads(),
            snapshot.descriptors(),
            snapshot.cpu())
        .replace("NaN", "");
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    table.close();
  }
}
