package io.thoraflow.ingest.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * What retention may have removed. It is what was applied, and not what a setting says now.
 *
 * @param originals of X-rays that were received before may be gone; empty: none
 * @param diagnoses likewise
 */
record Expiry(Optional<Instant> originals, Optional<Instant> diagnoses) {
  boolean mayLackOriginal(Instant receivedAt) {
    return originals.filter(receivedAt::isBefore).isPresent();
  }

  /** A diagnosis counts from when it was made, which is after its X-ray was received. */
  boolean mayLackDiagnosis(Instant receivedAt) {
    return diagnoses.filter(receivedAt::isBefore).isPresent();
  }
}
