package io.thoraflow.standalone.soak;

import io.thoraflow.ingest.audit.AuditReport;
import java.util.ArrayList;
import java.util.List;

/**
 * What the figures of a run say.
 *
 * @param processes that are judged: ours, and not the servers
 */
record Assessment(List<String> processes, List<Snapshot> snapshots) {

  SoakResult result(
      Feed feed,
      double seconds,
      int trainings,
      List<Outage> outages,
      AuditReport report,
      List<String> violations) {
    List<Growth> growths = new ArrayList<>();
    List<Idleness> idlenesses = new ArrayList<>();
    for (String process : processes) {
      List<Snapshot> history = history(process);
      for (Figure figure : Figure.values()) {
        growths.add(Growth.of(process, figure, history, feed.dropped()));
      }
      outages.forEach(outage -> idlenesses.add(Idleness.of(outage, process, history)));
    }
    List<Growth> servers =
        snapshots.stream()
            .map(Snapshot::process)
            .distinct()
            .filter(process -> !processes.contains(process))
            .map(process -> Growth.of(process, Figure.RESIDENT, history(process), feed.dropped()))
            .toList();
    return new SoakResult(
        feed.dropped(),
        feed.again(),
        seconds,
        trainings,
        growths,
        servers,
        idlenesses,
        report,
        violations);
  }

  private List<Snapshot> history(String process) {
    return snapshots.stream().filter(snapshot -> snapshot.process().equals(process)).toList();
  }
}
