package io.thoraflow.contract.csv;

import java.util.Map;
import java.util.Optional;

/**
 * One line below the header.
 *
 * @param line its number in the file; the header is line 1
 * @param cells by column, without spaces around them
 */
public record CsvRow(int line, Map<String, String> cells) {
  public CsvRow {
    cells = Map.copyOf(cells);
  }

  /** Empty where the cell is, or where the file lacks the column. */
  public Optional<String> text(String column) {
    return Optional.ofNullable(cells.get(column)).filter(text -> !text.isEmpty());
  }
}
