package io.thoraflow.standalone.soak;

import io.thoraflow.standalone.runtime.MetricsPage;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A process that is watched.
 *
 * @param handle it may be down for a while
 * @param monitoring where its metrics are; empty: it has none
 */
record Watched(String name, Supplier<Optional<ProcessHandle>> handle, Optional<String> monitoring) {
  private static final double MEGABYTE = 1 << 20;

  /**
   * How it is now; empty while it is down.
   *
   * @param collect whether its heap is to be collected before
   */
  Optional<Snapshot> look(double seconds, double xrays, boolean collect)
      throws InterruptedException {
    Optional<ProcessHandle> process = handle.get();
    if (process.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (monitoring.isEmpty()) {
        return Optional.of(
            snapshot(seconds, xrays, ProcFs.ofFamily(process.get()), Optional.empty(), false));
      }
      long pid = process.get().pid();
      boolean collected = collect && HeapCollection.isPossible() && HeapCollection.of(pid);
      MetricsPage scrape = MetricsPage.of(monitoring.get());
      return Optional.of(snapshot(seconds, xrays, ProcFs.of(pid), Optional.of(scrape), collected));
    } catch (IOException e) {
      return Optional.empty(); // It has just ended, or is too busy to answer.
    }
  }

  private Snapshot snapshot(
      double seconds, double xrays, ProcFs proc, Optional<MetricsPage> scrape, boolean collected) {
    return new Snapshot(
        name,
        seconds,
        xrays,
        proc.resident(),
        proc.anonymous(),
        megabytes(scrape, "jvm_memory_committed_bytes", "area=\"heap\""),
        collected ? megabytes(scrape, "jvm_memory_used_bytes", "area=\"heap\"") : Double.NaN,
        megabytes(scrape, "jvm_buffer_memory_used_bytes", "id=\"direct\""),
        megabytes(scrape, "jvm_buffer_memory_used_bytes", "id=\"mapped\""),
        proc.threads(),
        proc.descriptors(),
        proc.cpu());
  }

  private static double megabytes(Optional<MetricsPage> scrape, String name, String label) {
    return scrape.map(page -> page.sum(name, label) / MEGABYTE).orElse(Double.NaN);
  }
}
