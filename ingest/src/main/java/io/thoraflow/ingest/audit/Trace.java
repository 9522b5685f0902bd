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
  private Instant arrivedAt = Instant.MIN;
  private Instant receivedAt;
  private Instant erasedAt;
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

  /** On the list of arrivals. */
  void arrived(Instant at) {
    arrivedAt = at.isAfter(arrivedAt) ? at : arrivedAt;
  }

  /** A row of {@code erased_xray}. */
  void erased(Instant at) {
    erasedAt = at;
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

  /** Whether ingest has read it at that time or later. */
  boolean receivedSince(Instant time) {
    return !arrivedAt.isBefore(time) || (receivedAt != null && !receivedAt.isBefore(time));
  }

  /** Whether it was erased at that time or later, and so perhaps after it was seen. */
  boolean erasedSince(Instant time) {
    return erasedAt != null && !erasedAt.isBefore(time);
  }

  /**
   * @param listed whether there is a list of what was dropped
   * @param expiry what may be gone
   */
  Finding finding(boolean listed, Expiry expiry) {
    boolean dropped =
        listed
            ? saw(Sighting.DROPPED)
            : saw(Sighting.INBOX)
                || saw(Sighting.ARCHIVED)
                || saw(Sighting.SET_ASIDE)
                || arrivedAt.isAfter(Instant.MIN);
    Outcome outcome = outcome(expiry);
    return new Finding(
        id,
        outcome,
        dropped,
        diagnoses,
        rejected,
        Optional.ofNullable(original),
        saw(Sighting.SET_ASIDE),
        Optional.ofNullable(receivedAt),
        remains(outcome));
  }

  private Outcome outcome(Expiry expiry) {
    if (diagnoses > 0) {
      if (original != null || isOnItsWay()) {
        return Outcome.DIAGNOSED;
      }
      return expiry.mayLackOriginal(receivedAt) ? Outcome.EXPIRED : Outcome.LOST;
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
      return isErased() ? Outcome.ERASED : Outcome.LOST;
    }
    // Row and diagnosis were written in one transaction, so something has removed the diagnosis.
    boolean expired =
        expiry.mayLackDiagnosis(receivedAt)
            && (original != null || expiry.mayLackOriginal(receivedAt));
    return expired ? Outcome.EXPIRED : Outcome.LOST;
  }

  /** And has not arrived anew: an original alone may be what an erasure has left. */
  private boolean isErased() {
    return erasedAt != null && !arrivedAt.isAfter(erasedAt);
  }

  private boolean remains(Outcome outcome) {
    if (erasedAt == null) {
      return false;
    }
    boolean row = receivedAt != null && !receivedAt.isAfter(erasedAt);
    boolean line = arrivedAt.isAfter(Instant.MIN) && !arrivedAt.isAfter(erasedAt);
    boolean file = outcome == Outcome.ERASED && (original != null || saw(Sighting.SET_ASIDE));
    return row || line || file;
  }

  private boolean isOnItsWay() {
    return saw(Sighting.INBOX) || saw(Sighting.WAITING);
  }
}
