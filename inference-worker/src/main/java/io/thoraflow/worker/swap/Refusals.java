package io.thoraflow.worker.swap;

import io.thoraflow.contract.database.ModelRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The versions that this worker could not verify. Each failure is recorded once in the database;
 * the version is tried again after a while, so that a repaired repository heals by itself.
 */
final class Refusals {
  static final Duration RETRY_AFTER = Duration.ofMinutes(5);

  private final ModelRegistry registry;
  private final String worker;
  private final Clock clock;
  private final Map<Integer, Instant> retryAt = new HashMap<>();
  private final Deque<Refusal> unrecorded = new ArrayDeque<>();

  private record Refusal(int version, String reason) {}

  Refusals(ModelRegistry registry, String worker, Clock clock) {
    this.registry = registry;
    this.worker = worker;
    this.clock = clock;
  }

  boolean blocks(int version) {
    return clock.instant().isBefore(retryAt.getOrDefault(version, Instant.MIN));
  }

  void add(int version, String reason) {
    retryAt.put(version, clock.instant().plus(RETRY_AFTER));
    unrecorded.add(new Refusal(version, reason));
  }

  /** The version was verified after all. */
  void forget(int version) {
    retryAt.remove(version);
  }

  /**
   * Writes what is not in the database yet; with the database away it stays for the next time.
   *
   * @throws io.thoraflow.contract.database.StorageException if the database is away
   */
  void record() {
    for (Refusal refusal = unrecorded.peek(); refusal != null; refusal = unrecorded.peek()) {
      registry.recordRefusal(refusal.version(), worker, refusal.reason());
      unrecorded.remove();
    }
  }
}
