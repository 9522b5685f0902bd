package io.thoraflow.standalone.audit;

import io.thoraflow.ingest.audit.AuditReport;
import io.thoraflow.ingest.audit.Finding;
import io.thoraflow.ingest.audit.Outcome;
import io.thoraflow.standalone.Console;
import java.util.List;

/** Shows what an audit found. */
public final class AuditSheet {
  private final Console console;

  public AuditSheet(Console console) {
    this.console = console;
  }

  /**
   * @param shown the first of those that are lost
   */
  public void print(AuditReport report, List<Finding> shown) {
    line("dropped, different files", report.dropped());
    for (Outcome outcome : Outcome.values()) {
      line("  " + outcome.text(), report.count(outcome));
    }
    line("duplicated rows", report.doubled());
    line("both diagnosed and rejected", report.contradictory());
    line("erased, and still kept", report.remains());
    line("originals that have changed", report.changed());
    line("still being written", report.unfinished());
    line("records that wait", report.waitingRecords());
    report.blindSpots().forEach(spot -> console.print("not seen: " + spot));
    for (Finding finding : shown) {
      console.print("lost %s: %s".formatted(finding.id(), where(finding)));
    }
    if (report.count(Outcome.LOST) > shown.size()) {
      console.print("lost: %d more".formatted(report.count(Outcome.LOST) - shown.size()));
    }
    if (report.remains() > 0) {
      console.print("an erasure was not completed; erase again");
    }
    console.print(report.isClean() ? "clean" : "NOT CLEAN");
  }

  private void line(String what, long count) {
    console.print("%-28s %10d".formatted(what, count));
  }

  private static String where(Finding finding) {
    if (finding.isRepairable()) {
      return finding.original().isPresent()
          ? "archived, without outcome; --repair puts it back"
          : "set aside, without a row; --repair puts its rejection back";
    }
    return finding.diagnoses() > 0
        ? "diagnosed, and its original is missing"
        : "nowhere to be found; drop it again";
  }
}
