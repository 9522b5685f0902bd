package io.thoraflow.standalone.bench;

import io.thoraflow.standalone.Console;
import java.util.ArrayList;
import java.util.List;

/** The table that a measurement ends with. */
final class Report {
  private static final String GAP = "  ";

  private final String title;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param title what was measured, and how
   */
  Report(String title) {
    this.title = title;
    rows.add(List.of("measured", "figure", "over its reference", "target"));
  }

  /** A figure that is a reference itself, or stands for itself. */
  Report figure(String measured, String figure) {
    return row(measured, figure, "", "");
  }

  /**
   * @param ratio with the name of the reference
   */
  Report row(String measured, String figure, String ratio, String target) {
    rows.add(List.of(measured, figure, ratio, target));
    return this;
  }

  void print(Console console) {
    console.print("");
    console.print(title);
    console.print("on " + Machine.describe());
    console.print("");
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell).append(" ".repeat(width(column) - cell.length())).append(GAP);
      }
      console.print(line.toString().stripTrailing());
    }
    console.print("");
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
