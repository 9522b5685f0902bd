package io.thoraflow.standalone.soak;

import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.audit.AuditSheet;
import java.util.List;
import java.util.Locale;

/** Shows how a run ended. */
public final class SoakSheet {
  private static final String NOT_JUDGED = "not judged";
  private static final double PERCENT = 100;

  private final Console console;

  public SoakSheet(Console console) {
    this.console = console;
  }

  public void print(SoakResult result) {
    print(
        "%d files (%d again) in %.0f s, %.0f/s; %d training runs ended meanwhile",
        result.files(),
        result.again(),
        result.seconds(),
        result.files() / result.seconds(),
        result.trainings());
    console.print("");
    console.print("second half of the run: median, and what came with 10,000 X-rays");
    result
        .growths()
        .forEach(growth -> growth(growth, result.judgesGrowth() ? verdict(growth) : NOT_JUDGED));
    result.servers().forEach(growth -> growth(growth, NOT_JUDGED));
    if (!result.idlenesses().isEmpty()) {
      console.print("");
      console.print("while a server was away, from the second minute on");
      result.idlenesses().forEach(this::idleness);
    }
    console.print("");
    new AuditSheet(console).print(result.report(), List.of());
    result.violations().forEach(violation -> console.print("VIOLATION: " + violation));
    console.print(result.isPassed() ? "passed" : "FAILED");
  }

  private static String verdict(Growth growth) {
    return growth.isFlat() ? "flat" : Double.isNaN(growth.slope()) ? "TOO FEW FIGURES" : "GROWS";
  }

  private void growth(Growth growth, String verdict) {
    Figure figure = growth.figure();
    print(
        "  %-10s %-24s %8.1f %-2s %+8.3f  (bound %.2f)  %s",
        growth.process(),
        figure.text(),
        growth.level(),
        figure.unit(),
        growth.slope(),
        figure.bound(),
        verdict);
  }

  private void idleness(Idleness idleness) {
    print(
        "  %-10s away, %-10s %+6.1f MB (bound %.0f)  %5.2f %% of a core (bound %.0f)"
            + "  %4.0f log lines in ten minutes (bound %.0f)  %s",
        idleness.server(),
        idleness.process(),
        idleness.growth(),
        Idleness.MOST_GROWTH,
        PERCENT * idleness.cores(),
        PERCENT * Idleness.MOST_CORES,
        idleness.lines(),
        Idleness.MOST_LINES,
        idleness.isIdle() ? "idle" : "NOT IDLE");
  }

  private void print(String format, Object... values) {
    console.print(String.format(Locale.ROOT, format, values));
  }
}
