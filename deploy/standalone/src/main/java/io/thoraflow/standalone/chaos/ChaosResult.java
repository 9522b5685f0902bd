package io.thoraflow.standalone.chaos;

import io.thoraflow.ingest.audit.AuditReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param struck how often each fault has happened
 * @param files dropped
 * @param again of these, files whose content had been dropped before
 * @param slow of these, files whose writer stalled
 * @param report of the audit at the end
 * @param records on the topic of X-rays: more than X-rays, as some are sent again after a fault
 * @param rows of {@code diagnosis} by model version
 * @param dropping how long files were dropped and faults happened
 * @param settling how long the rest took
 * @param violations what must not be, in sentences
 */
public record ChaosResult(
    Map<String, Integer> struck,
    int files,
    int again,
    int slow,
    AuditReport report,
    long records,
    Map<Integer, Long> rows,
    Duration dropping,
    Duration settling,
    List<String> violations) {
  public ChaosResult {
    violations = List.copyOf(violations);
  }

  public boolean isPassed() {
    return violations.isEmpty();
  }

  int faults() {
    return struck.values().stream().mapToInt(Integer::intValue).sum();
  }
}
