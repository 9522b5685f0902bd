package io.thoraflow.worker.retention;

import io.thoraflow.contract.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * How long what the worker writes is kept.
 *
 * @param diagnoses empty: for good
 * @param heatmaps empty: as long as their diagnoses
 * @param maxPercent of all: a sweep that would take more takes none
 */
public record RetentionConfig(
    Optional<Duration> diagnoses, Optional<Duration> heatmaps, int maxPercent) {
  /** Hardly more than a week of a year. */
  static final int DEFAULT_MAX_PERCENT = 10;

  /** Everything is kept for good. */
  public static final RetentionConfig NONE =
      new RetentionConfig(Optional.empty(), Optional.empty(), DEFAULT_MAX_PERCENT);

  /** The database's own functions take no less (V4__retention.sql). */
  private static final int MIN_DIAGNOSES_DAYS = 30;

  private static final int MIN_HEATMAPS_DAYS = 1;

  public static RetentionConfig from(Settings settings) {
    return new RetentionConfig(
        read(settings, "DIAGNOSIS_RETENTION", MIN_DIAGNOSES_DAYS),
        read(settings, "HEATMAP_RETENTION", MIN_HEATMAPS_DAYS),
        settings.integer("RETENTION_MAX_PERCENT", DEFAULT_MAX_PERCENT, 1, 100));
  }

  private static Optional<Duration> read(Settings settings, String name, int minDays) {
    Optional<String> text = settings.optional(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Duration shortest = Duration.ofDays(minDays);
    Duration retention = settings.duration(name, shortest);
    if (retention.compareTo(shortest) < 0) {
      settings.reject("%s must be at least %dd, but is %s".formatted(name, minDays, text.get()));
    }
    return Optional.of(retention);
  }

  public boolean keepsAll() {
    return diagnoses.isEmpty() && heatmaps.isEmpty();
  }
}
