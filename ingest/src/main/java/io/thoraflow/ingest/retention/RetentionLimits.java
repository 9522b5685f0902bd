package io.thoraflow.ingest.retention;

import io.thoraflow.contract.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * What retention may delete of the archive.
 *
 * @param age how long originals are kept
 * @param maxPercent of the archive's originals: a sweep that would take more takes none
 */
public record RetentionLimits(Duration age, int maxPercent) {
  /** Hardly more than a week of a year. */
  public static final int DEFAULT_MAX_PERCENT = 10;

  private static final Duration LEAST = Duration.ofDays(1);

  /** Empty where originals are kept for good. */
  public static Optional<RetentionLimits> from(Settings settings) {
    int maxPercent = settings.integer("RETENTION_MAX_PERCENT", DEFAULT_MAX_PERCENT, 1, 100);
    if (settings.optional("INGEST_ARCHIVE_RETENTION").isEmpty()) {
      return Optional.empty();
    }
    Duration age = settings.duration("INGEST_ARCHIVE_RETENTION", LEAST);
    // Less than a day can only be a mistake, and what it deletes is gone.
    if (age.compareTo(LEAST) < 0) {
      settings.reject(
          "INGEST_ARCHIVE_RETENTION must be at least 1d, but is %s"
              .formatted(settings.text("INGEST_ARCHIVE_RETENTION")));
    }
    return Optional.of(new RetentionLimits(age, maxPercent));
  }

  /** One is never too many, as the only original of a small archive grows old, too. */
  boolean allow(long old, long all) {
    return old <= 1 || old * 100 <= all * maxPercent;
  }
}
