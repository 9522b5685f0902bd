package io.thoraflow.ingest.audit;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an audit found.
 *
 * @param dropped how many different files were dropped, as far as is known
 * @param outcomes how many files came to each outcome
 * @param doubled rows of {@code diagnosis} beyond one for an X-ray and a model version
 * @param contradictory files that are both diagnosed and rejected
 * @param remains files that were erased, and of which something is still kept
 * @param changed originals whose content is no longer what their names say
 * @param unfinished files in the inbox that are still being written, by their names
 * @param waitingRecords records that no group has committed yet
 * @param blindSpots what the audit could not see, in sentences
 */
public record AuditReport(
    long dropped,
    Map<Outcome, Long> outcomes,
    long doubled,
    long contradictory,
    long remains,
    long changed,
    long unfinished,
    long waitingRecords,
    List<String> blindSpots) {
  public AuditReport {
    EnumMap<Outcome, Long> all = new EnumMap<>(Outcome.class);
    all.putAll(outcomes);
    outcomes = Collections.unmodifiableMap(all);
    blindSpots = List.copyOf(blindSpots);
  }

  public long count(Outcome outcome) {
    return outcomes.getOrDefault(outcome, 0L);
  }

  /** Whether nothing is lost, doubled or changed, and nothing left of what was erased. */
  public boolean isClean() {
    return count(Outcome.LOST) == 0 && doubled == 0 && changed == 0 && remains == 0;
  }

  /** Whether nothing is on its way. */
  public boolean isSettled() {
    return count(Outcome.IN_FLIGHT) == 0 && waitingRecords == 0;
  }
}
