package io.thoraflow.standalone.soak;

import io.thoraflow.standalone.runtime.MetricsPage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** How far a pipeline has come, by its own counters; they go on while its servers are away. */
final class Progress {
  private static final Duration FRESH = Duration.ofMillis(500);
  private static final String TOPIC = "topic=\"xray.received\"";

  private final String ingest;
  private final List<String> workers;
  private long at;
  private double taken;
  private double queued;

  /**
   * @param ingest where its metrics are
   * @param workers where theirs are
   */
  Progress(String ingest, List<String> workers) {
    this.ingest = ingest;
    this.workers = workers;
    this.at = System.nanoTime() - FRESH.toNanos();
  }

  /** Files that ingest has published or rejected, those that came again included. */
  synchronized double taken() throws InterruptedException {
    refresh();
    return taken;
  }

  /** Records of X-rays that workers have yet to read. */
  synchronized double queued() throws InterruptedException {
    refresh();
    return queued;
  }

  private void refresh() throws InterruptedException {
    if (System.nanoTime() - at < FRESH.toNanos()) {
      return;
    }
    try {
      MetricsPage page = MetricsPage.of(ingest);
      double lag = 0;
      for (String worker : workers) {
        lag += MetricsPage.of(worker).sum("kafka_consumergroup_lag", TOPIC);
      }
      taken = page.sum("xray_received_total") + page.sum("xray_rejected_total");
      queued = lag;
    } catch (IOException e) {
      // Too busy to answer: the last figures will do.
    }
    at = System.nanoTime();
  }
}
