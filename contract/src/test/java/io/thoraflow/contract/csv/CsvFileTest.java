package io.thoraflow.contract.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvFileTest {
  @TempDir Path folder;

  @Test
  void aSpreadsheetsFileIsRead() throws IOException {
    // Given
    String text = "\uFEFFb, a ,at\r\n\"Doe, \"\"Jo\"\"\",1,\r\n\r\n 2 ,\"\",x\r\n";

    // When
    List<CsvRow> rows = read(text);

    // Then
    assertThat(rows)
        .containsExactly(
            new CsvRow(2, Map.of("b", "Doe, \"Jo\"", "a", "1", "at", "")),
            new CsvRow(4, Map.of("b", "2", "a", "", "at", "x")));
    assertThat(rows.get(0).text("at")).isEmpty();
    assertThat(rows.get(1).text("at")).contains("x");
  }

  @Test
  void optionalColumnsMayBeAbsent() throws IOException {
    assertThat(read("a,b\n1,2").get(0).text("at")).isEmpty();
  }

  @Test
  void anotherHeaderIsRefusedWithTheRightOne() {
    for (String header : List.of("", "a;b", "a,c", "a,b,c", "a", "a,b,a")) {
      assertRefused(header + "\n1,2", "labels.csv, line 1: the header must be a,b[,at]");
    }
  }

  @Test
  void aLineWithAnotherNumberOfCellsIsNamed() {
    assertRefused("a,b\n1,2\n1,2,3", "labels.csv, line 3: 3 cells; the header has 2 columns");
  }

  @Test
  void aQuoteThatIsNotClosedIsNamed() {
    assertRefused("a,b\n\"1,2", "labels.csv, line 2: a quote is not closed");
  }

  @Test
  void onlyUtf8IsText() {
    assertThatThrownBy(() -> read("a,b\nÜ,2".getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(InvalidCsvException.class)
        .hasMessage("labels.csv must be UTF-8 text");
  }

  private void assertRefused(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidCsvException.class)
        .hasMessage(message);
  }

  private List<CsvRow> read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<CsvRow> read(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("labels.csv"), content);
    return CsvFile.read(file, List.of("a", "b"), List.of("at"));
  }
}
