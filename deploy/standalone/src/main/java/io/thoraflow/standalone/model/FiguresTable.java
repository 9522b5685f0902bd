package io.thoraflow.standalone.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A model's figures, one column for each set that it was evaluated on. */
final class FiguresTable {
  private static final int NAME_WIDTH = 26;
  private static final int COLUMN_WIDTH = 26;

  private FiguresTable() {}

  /**
   * @param metrics by set, then by figure: a number, or {@code {value, low, high}}
   */
  static void add(JsonNode metrics, List<String> lines) {
    if (metrics.isEmpty()) {
      return;
    }
    List<Map.Entry<String, JsonNode>> sets = List.copyOf(metrics.properties());
    lines.add(row("figures (95 % interval)", sets.stream().map(Map.Entry::getKey)));
    for (String figure : figures(sets)) {
      lines.add(row("  " + figure, sets.stream().map(set -> cell(set.getValue().path(figure)))));
    }
  }

  /** Each figure that some set has; what has no figures of this form has no row. */
  private static Set<String> figures(List<Map.Entry<String, JsonNode>> sets) {
    return sets.stream()
        .flatMap(set -> set.getValue().properties().stream())
        .filter(figure -> figure.getValue().isNumber() || figure.getValue().has("value"))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static String cell(JsonNode figure) {
    if (!figure.has("value")) {
      return figure.isNumber() ? figure.asText() : "-";
    }
    return "%s (%s to %s)"
        .formatted(
            number(figure.path("value")), number(figure.path("low")), number(figure.path("high")));
  }

  private static String number(JsonNode value) {
    return value.isNumber() ? String.format(Locale.ROOT, "%.3f", value.doubleValue()) : "-";
  }

  private static String row(String name, Stream<String> cells) {
    return padded(name, NAME_WIDTH)
        + "  "
        + cells.map(cell -> padded(cell, COLUMN_WIDTH)).collect(Collectors.joining()).strip();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
