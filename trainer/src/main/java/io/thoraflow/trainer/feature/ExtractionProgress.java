package io.thoraflow.trainer.feature;

import java.time.Duration;

/**
 * How far an extraction is.
 *
 * @param done images that have passed through the backbone; every variant counts
 * @param total images that must
 * @param elapsed since the first
 */
public record ExtractionProgress(int done, int total, Duration elapsed) {
  private static final double NANOS = 1e9;

  /** Images a second so far; 0 at the start. */
  public double perSecond() {
    return elapsed.isZero() ? 0 : done * NANOS / elapsed.toNanos();
  }

  /** What the rest will take at this rate; zero while nothing is known. */
  public Duration remaining() {
    return done == 0 ? Duration.ZERO : elapsed.multipliedBy(total - done).dividedBy(done);
  }
}
