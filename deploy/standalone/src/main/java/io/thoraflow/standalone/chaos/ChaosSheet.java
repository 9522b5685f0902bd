package io.thoraflow.standalone.chaos;

import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.audit.AuditSheet;
import java.util.List;

/** Shows how a run ended. */
final class ChaosSheet {
  private final Console console;

  ChaosSheet(Console console) {
    this.console = console;
  }

  void print(ChaosConfig config, ChaosResult result) {
    console.print("");
    console.print("faults that happened, seed " + config.seed());
    result.struck().forEach((fault, count) -> console.print("  %3d  %s".formatted(count, fault)));
    console.print("");
    line("files dropped", result.files());
    line("  again, the same content", result.again());
    line("  by a writer that stalled", result.slow());
    line("records of X-rays", result.records());
    result.rows().forEach((version, count) -> line("diagnoses by version " + version, count));
    line("seconds of faults", result.dropping().toSeconds());
    line("seconds until settled", result.settling().toSeconds());
    console.print("");
    new AuditSheet(console).print(result.report(), List.of());
    console.print("");
    result.violations().forEach(violation -> console.print("VIOLATION: " + violation));
    console.print(
        result.isPassed()
            ? "passed: %d faults, nothing lost, nothing twice, nothing stuck"
                .formatted(result.faults())
            : "FAILED");
  }

  private void line(String what, long count) {
    console.print("%-28s %10d".formatted(what, count));
  }
}
