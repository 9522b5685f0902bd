package io.thoraflow.ingest.audit;

import io.thoraflow.contract.xray.SourceFormat;
import java.time.Instant;
import java.util.Optional;

/**
 * What the audit found out about one file.
 *
 * @param id the SHA-256, else (never hashed) the id of its rejection
 * @param outcome where its way has led
 * @param dropped whether it counts as dropped: on the list, or, without a list, in a folder
 * @param diagnoses how many rows of that table there are
 * @param rejected whether there is a row of {@code rejection}
 * @param original what kind of file the archive holds, if it does
 * @param setAside whether the file lies among the rejected ones
 * @param receivedAt of the row of {@code xray}, if there is one
 * @param remains whether it was erased, and something of it is still kept
 */
public record Finding(
    String id,
    Outcome outcome,
    boolean dropped,
    int diagnoses,
    boolean rejected,
    Optional<SourceFormat> original,
    boolean setAside,
    Optional<Instant> receivedAt,
    boolean remains) {

  /** Diagnosed and rejected: settings that accept or reject changed between two deliveries. */
  public boolean isContradictory() {
    return diagnoses > 0 && rejected;
  }

  /** Whether something is there that {@link Repair} can put back. */
  public boolean isRepairable() {
    return outcome == Outcome.LOST && (original.isPresent() || setAside) && diagnoses == 0;
  }
}
