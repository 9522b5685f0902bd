package io.thoraflow.contract.csv;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Reads comma-separated files (RFC 4180) as spreadsheets write them: UTF-8 with or without a byte
 * order mark, a header line, quotes where a cell holds a comma. A cell cannot hold a line break.
 */
public final class CsvFile {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String name;
  private final List<String> lines;

  private CsvFile(String name, List<String> lines) {
    this.name = name;
    this.lines = lines;
  }

  /**
   * Reads a file whole.
   *
   * @param required columns, in any order
   * @param optional columns that may be absent
   * @return without empty lines
   * @throws InvalidCsvException if it is no such file
   */
  public static List<CsvRow> read(Path file, List<String> required, List<String> optional)
      throws IOException {
    String name = String.valueOf(file.getFileName());
    try {
      String text = Files.readString(file);
      return new CsvFile(name, withoutMark(text).lines().toList()).rows(required, optional);
    } catch (CharacterCodingException e) {
      throw new InvalidCsvException(name + " must be UTF-8 text");
    }
  }

  private static String withoutMark(String text) {
    return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
  }

  private List<CsvRow> rows(List<String> required, List<String> optional) {
    List<String> header = header(required, optional);
    List<CsvRow> rows = new ArrayList<>();
    for (int line = 2; line <= lines.size(); line++) {
      if (!lines.get(line - 1).isBlank()) {
        rows.add(row(line, header));
      }
    }
    return List.copyOf(rows);
  }

  private List<String> header(List<String> required, List<String> optional) {
    List<String> header = lines.isEmpty() ? List.of() : cells(1);
    List<String> known = new ArrayList<>(required);
    known.addAll(optional);
    if (!header.containsAll(required)
        || !known.containsAll(header)
        || new HashSet<>(header).size() < header.size()) {
      throw problem(1, "the header must be %s".formatted(describe(required, optional)));
    }
    return header;
  }

  private static String describe(List<String> required, List<String> optional) {
    String columns = String.join(",", required);
    return optional.isEmpty() ? columns : columns + "[," + String.join(",", optional) + "]";
  }

  private CsvRow row(int line, List<String> header) {
    List<String> cells = cells(line);
    if (cells.size() != header.size()) {
      throw problem(
          line, "%d cells; the header has %d columns".formatted(cells.size(), header.size()));
    }
    Map<String, String> byColumn = new HashMap<>();
    for (int column = 0; column < header.size(); column++) {
      byColumn.put(header.get(column), cells.get(column));
    }
    return new CsvRow(line, byColumn);
  }

  private List<String> cells(int line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    String text = lines.get(line - 1);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        cell.append(text.charAt(i++));
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    if (quoted) {
      throw problem(line, "a quote is not closed");
    }
    cells.add(cell.toString().strip());
    return cells;
  }

  private InvalidCsvException problem(int line, String problem) {
    return new InvalidCsvException("%s, line %d: %s".formatted(name, line, problem));
  }
}
