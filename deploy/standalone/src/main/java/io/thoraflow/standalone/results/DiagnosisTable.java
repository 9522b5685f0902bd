package io.thoraflow.standalone.results;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Diagnoses as lines of a table for people. */
public final class DiagnosisTable {
  /** Enough of a SHA-256 to tell X-rays apart, and to find them in the database. */
  private static final int SHORT_ID = 12;

  private static final String FORMAT = "%-19s  %-12s  %-14s  %-9s  %11s  %11s  %s";

  private final DateTimeFormatter time;

  public DiagnosisTable(ZoneId zone) {
    this.time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
  }

  public String header() {
    return line("time", "xray", "site", "label", "probability", "familiarity", "model");
  }

  public String row(DiagnosisRow diagnosis) {
    return line(
        time.format(diagnosis.diagnosedAt()),
        diagnosis.xray().substring(0, SHORT_ID),
        diagnosis.site(),
        diagnosis.label(),
        "%.3f".formatted(diagnosis.probability()),
        diagnosis.familiarity().isEmpty()
            ? "-"
            : "%.3f".formatted(diagnosis.familiarity().getAsDouble()),
        "%d %s%s"
            .formatted(
                diagnosis.modelVersion(),
                diagnosis.modelName(),
                diagnosis.demo() ? " (DEMO, means nothing)" : ""));
  }

  private static String line(Object... columns) {
    return FORMAT.formatted(columns).stripTrailing();
  }
}
