package io.thoraflow.ingest.bench;

import java.time.Duration;

/**
 * One measurement.
 *
 * @param what was measured
 * @param files how many
 * @param elapsed from the files' appearance to the last acknowledgement and move
 */
public record Throughput(String what, int files, Duration elapsed) {

  public double filesPerSecond() {
    return files / (elapsed.toNanos() / 1e9);
  }
}
