package io.thoraflow.worker.swap;

import io.thoraflow.contract.monitoring.Condition;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The version that the database calls serving and that this worker tries to fetch: readiness
 * reports it when that takes too long, though the old version goes on.
 */
final class OverdueVersion {
  private final Condition model;
  private final Duration limit;
  private Optional<Integer> version = Optional.empty();
  private String reason = "";
  private boolean reported;

  /** Tells a wait from those before it. */
  private int wait;

  OverdueVersion(Condition model, Duration limit) {
    this.model = model;
    this.limit = limit;
  }

  /** The version is to be fetched; a wait for it that is under way goes on. */
  synchronized void begin(int wanted) {
    if (version.isPresent() && version.get() == wanted) {
      return;
    }
    end();
    version = Optional.of(wanted);
    reason = "its transfer has not ended";
    int started = wait;
    CompletableFuture.delayedExecutor(limit.toNanos(), TimeUnit.NANOSECONDS)
        .execute(() -> report(started));
  }

  /** An attempt has failed. */
  synchronized void failed(String why) {
    reason = why;
    if (reported) {
      report(wait);
    }
  }

  private synchronized void report(int started) {
    if (started == wait && version.isPresent()) {
      reported = true;
      model.report(
          "version %d is wanted, but could not be fetched for more than %d s: %s"
              .formatted(version.get(), limit.toSeconds(), reason));
    }
  }

  /** Nobody waits any more: the version serves, is refused, or another is wanted. */
  synchronized void end() {
    wait++;
    version = Optional.empty();
    if (reported) {
      reported = false;
      model.clear();
    }
  }
}
