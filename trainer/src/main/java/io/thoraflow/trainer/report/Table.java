package io.thoraflow.trainer.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** An HTML table whose first column names the row; columns of numbers stand to the right. */
final class Table {
  private final List<Column> columns = new ArrayList<>();
  private final List<Markup> rows = new ArrayList<>();

  private record Column(String title, String styleClass) {}

  Table text(String title) {
    columns.add(new Column(title, "text"));
    return this;
  }

  /** Sentences that may hold a SHA-256. */
  Table prose(String title) {
    columns.add(new Column(title, "prose"));
    return this;
  }

  Table number(String title) {
    columns.add(new Column(title, "number"));
    return this;
  }

  /** SHA-256 and the like. */
  Table code(String title) {
    columns.add(new Column(title, "code"));
    return this;
  }

  Table row(String... cells) {
    return row(List.of(cells).stream().map(Markup::text).toList());
  }

  Table row(List<Markup> cells) {
    rows.add(
        Markup.element(
            "tr",
            Markup.all(IntStream.range(0, cells.size()).mapToObj(i -> cell(i, cells.get(i))))));
    return this;
  }

  private Markup cell(int column, Markup content) {
    return Markup.element(column == 0 ? "th" : "td", columns.get(column).styleClass(), content);
  }

  Markup markup() {
    Markup titles =
        Markup.all(
            columns.stream()
                .map(
                    column ->
                        Markup.element("th", column.styleClass(), Markup.text(column.title()))));
    return Markup.element(
        "table",
        Markup.element("thead", Markup.element("tr", titles)),
        Markup.element("tbody", Markup.all(rows)));
  }
}
