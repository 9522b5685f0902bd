package io.thoraflow.standalone.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.contract.database.ModelState;
import java.time.Instant;
import java.util.List;

/**
 * All that the database keeps about one model version.
 *
 * @param manifestSha256 of {@code manifest.json}
 * @param manifest without its reference images
 * @param history changes of state, the oldest first
 * @param refusals of workers, the oldest first
 */
record ModelRecord(
    int version,
    ModelState state,
    String manifestSha256,
    JsonNode manifest,
    List<StateChange> history,
    List<Refusal> refusals) {
  ModelRecord {
    history = List.copyOf(history);
    refusals = List.copyOf(refusals);
  }

  /**
   * @param by the person or process that changed it
   */
  record StateChange(Instant at, String state, String by, String reason) {}

  /** A worker's latest reason why it does not serve the version. */
  record Refusal(Instant at, String worker, String reason) {}
}
