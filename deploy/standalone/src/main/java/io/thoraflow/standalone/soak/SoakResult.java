package io.thoraflow.standalone.soak;

import io.thoraflow.ingest.audit.AuditReport;
import java.util.List;

/**
 * How a run ended.
 *
 * @param again of the files, those whose content had been dropped before
 * @param seconds from the first file to the last outcome
 * @param trainings that ended meanwhile
 * @param growths of what is judged
 * @param servers resident memory of the servers, which is shown and not judged
 * @param idlenesses of each process in each outage
 * @param violations what must not be, in sentences
 */
public record SoakResult(
    int files,
    int again,
    double seconds,
    int trainings,
    List<Growth> growths,
    List<Growth> servers,
    List<Idleness> idlenesses,
    AuditReport report,
    List<String> violations) {

  /** Where servers were away, too few X-rays came for the time that passed. */
  boolean judgesGrowth() {
    return idlenesses.isEmpty();
  }

  public boolean isPassed() {
    return violations.isEmpty()
        && (!judgesGrowth() || growths.stream().allMatch(Growth::isFlat))
        && idlenesses.stream().allMatch(Idleness::isIdle);
  }
}
