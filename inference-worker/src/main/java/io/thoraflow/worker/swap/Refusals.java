package io.thoraflow.worker.swap;

import io.thoraflow.contract.database.ModelRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
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

  /** Reasons by version: the latest of each, however long the database takes none. */
  private final Map<Integer, String> unrecorded = new LinkedHashMap<>();

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
    unrecorded.put(version, reason);
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
    Iterator<Map.Entry<Integer, String>> refusals = unrecorded.entrySet().iterator();
    while (refusals.hasNext()) {
      Map.Entry<Integer, String> refusal = refusals.next();
      registry.recordRefusal(refusal.getKey(), worker, refusal.getValue());
      refusals.remove();
    }
  }
}
