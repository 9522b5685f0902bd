package io.thoraflow.ingest.audit;

import io.thoraflow.contract.xray.SourceFormat;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** All that was seen of one file. */
final class Trace {
  private final String id;
  private final Set<Sighting> sightings = EnumSet.noneOf(Sighting.class);
  private SourceFormat original;
  private Instant receivedAt;
  private int diagnoses;
  private boolean rejected;

  Trace(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  void add(Sighting sighting) {
    sightings.add(sighting);
  }

  void archived(SourceFormat format) {
    original = format;
    sightings.add(Sighting.ARCHIVED);
  }

  /** A row of {@code xray}. */
  void row(Instant at, int rows) {
    receivedAt = at;
    diagnoses = rows;
  }

  /** A row of {@code rejection}. */
  void rejection() {
    rejected = true;
  }

  boolean saw(Sighting sighting) {
    return sightings.contains(sighting);
  }

  /**
   * @param scope whether there is a list of what was dropped, and what may have expired
   */
  Finding finding(AuditScope scope) {
    boolean dropped =
        scope.dropped().isPresent()
            ? saw(Sighting.DROPPED)
            : saw(Sighting.INBOX) || saw(Sighting.ARCHIVED) || saw(Sighting.SET_ASIDE);
    return new Finding(
        id,
        outcome(scope.expiredBefore()),
        dropped,
        diagnoses,
        rejected,
        Optional.ofNullable(original),
        saw(Sighting.SET_ASIDE),
        Optional.ofNullable(receivedAt));
  }

  private Outcome outcome(Optional<Instant> expiredBefore) {
    if (diagnoses > 0) {
      return original != null || isOnItsWay() ? Outcome.DIAGNOSED : withoutOriginal(expiredBefore);
    }
    if (rejected) {
      return Outcome.REJECTED;
    }
    if (saw(Sighting.DEAD)) {
      return Outcome.DEAD_LETTERED;
    }
    if (isOnItsWay()) {
      return Outcome.IN_FLIGHT;
    }
    if (receivedAt == null) {
      return Outcome.LOST;
    }
    // Row and diagnosis were written in one transaction, so something has removed the diagnosis.
    if (expiredBefore.isPresent()) {
      return withoutOriginal(expiredBefore);
    }
    return original == null ? Outcome.EXPIRED : Outcome.LOST;
  }

  private Outcome withoutOriginal(Optional<Instant> expiredBefore) {
    return expiredBefore.map(receivedAt::isBefore).orElse(true) ? Outcome.EXPIRED : Outcome.LOST;
  }

  private boolean isOnItsWay() {
    return saw(Sighting.INBOX) || saw(Sighting.WAITING);
  }
}
