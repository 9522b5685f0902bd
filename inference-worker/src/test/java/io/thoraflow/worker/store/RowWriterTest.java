package io.thoraflow.worker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.StorageException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowWriterTest {
  private final List<String> stored = new ArrayList<>();
  private final RowWriter<String> writer = new RowWriter<>("storing words", this::store);

  /** Takes all words or none: "22..." and "23..." fail with that SQLState, "calendar" otherwise. */
  private void store(Collection<String> words) throws SQLException {
    for (String word : words) {
      if (word.equals("calendar")) {
        throw new IllegalArgumentException("no such day: " + word);
      }
      if (word.matches("[0-9A-Z]{5}")) {
        throw new SQLException("secret value " + word, word);
      }
    }
    stored.addAll(words);
  }

  @Test
  void writesAllRowsTogether() {
    assertThat(writer.write(List.of("a", "b"))).isEmpty();
    assertThat(stored).containsExactly("a", "b");
  }

  @Test
  void findsTheRowsAtFaultAndKeepsTheOthers() {
    List<RowWriter.Fault<String>> faults =
        writer.write(List.of("a", "22001", "b", "23514", "54000", "calendar", "c"));

    assertThat(stored).containsExactly("a", "b", "c");
    assertThat(faults)
        .containsExactly(
            new RowWriter.Fault<>("22001", "the database refuses the row with SQLState 22001"),
            new RowWriter.Fault<>("23514", "the database refuses the row with SQLState 23514"),
            new RowWriter.Fault<>("54000", "the database refuses the row with SQLState 54000"),
            new RowWriter.Fault<>(
                "calendar", "a value cannot be written: IllegalArgumentException"));
  }

  @ParameterizedTest
  @CsvSource({
    "08006, storing words failed: PostgreSQL is away",
    "57P01, storing words failed: PostgreSQL is away",
    "53300, storing words failed with SQLState 53300",
    "53100, storing words failed with SQLState 53100",
    "40001, storing words failed with SQLState 40001",
    "40P01, storing words failed with SQLState 40P01",
    "42501, storing words failed with SQLState 42501",
    "42P01, storing words failed with SQLState 42P01",
    "25006, storing words failed with SQLState 25006",
    "23503, storing words failed with SQLState 23503"
  })
  void blamesNoRowForTheDatabasesState(String sqlState, String beginning) {
    assertThatThrownBy(() -> writer.write(List.of("a", sqlState)))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith(beginning)
        .hasRootCauseMessage("SQLState " + sqlState);
    assertThat(stored).isEmpty();
  }
}
