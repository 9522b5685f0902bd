package io.thoraflow.standalone.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Two versions side by side as text for a terminal. */
final class ComparisonSheet {
  private ComparisonSheet() {}

  /** For a version that has read no X-ray which an earlier one has read. */
  static List<String> nothingToCompare() {
    return List.of(
        "compared with no other version, as none before it has read the same X-rays",
        "  ./thoraflow rediagnose lets the serving version read the archived ones");
  }

  static List<String> lines(VersionComparison comparison) {
    int version = comparison.version();
    int against = comparison.against();
    List<String> lines = new ArrayList<>();
    lines.add(
        "compared with version %d on %d X-rays that both have read"
            .formatted(against, comparison.xrays()));
    if (comparison.xrays() == 0) {
      return lines;
    }
    SheetLines.addFact(
        "changed labels",
        "%s: %d NORMAL to PNEUMONIA, %d PNEUMONIA to NORMAL"
            .formatted(
                share(comparison.toPneumonia() + comparison.toNormal(), comparison.xrays()),
                comparison.toPneumonia(),
                comparison.toNormal()),
        lines);
    SheetLines.addFact(
        "score shift",
        String.format(Locale.ROOT, "mean %+.4f; %s", comparison.meanShift(), quantiles(comparison)),
        lines);
    if (comparison.labelled() == 0) {
      SheetLines.addFact("agreement with readers", "no reader has labelled any of them", lines);
      return lines;
    }
    SheetLines.addFact(
        "agreement with readers",
        "version %d: %s; version %d: %s"
            .formatted(
                version,
                share(comparison.versionAgrees(), comparison.labelled()),
                against,
                share(comparison.againstAgrees(), comparison.labelled())),
        lines);
    return lines;
  }

  private static String quantiles(VersionComparison comparison) {
    return comparison.shiftQuantiles().entrySet().stream()
        .map(
            entry ->
                String.format(Locale.ROOT, "%.0f %% %+.4f", 100 * entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String share(long part, long whole) {
    return String.format(Locale.ROOT, "%d of %d (%.1f %%)", part, whole, 100.0 * part / whole);
  }
}
