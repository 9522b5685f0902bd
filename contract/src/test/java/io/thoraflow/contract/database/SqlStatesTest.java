package io.thoraflow.contract.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqlStatesTest {
  /** Of the first column rows become dead letters, of the second connections are given up. */
  @ParameterizedTest
  @CsvSource({
    // A value is out of range, of a wrong form, not to be encoded; a check, a key, a size.
    "22003, true, false",
    "22021, true, false",
    "22P02, true, false",
    "23502, true, false",
    "23514, true, false",
    "54000, true, false",
    // A version's row that is missing.
    "23503, false, false",
    // Lost, read-only, in an impossible transaction, deadlocked.
    "08006, false, true",
    "25006, false, true",
    "25P02, false, true",
    "40001, false, false",
    "40P01, false, false",
    // A right, a table or a column that is missing.
    "42501, false, false",
    "42P01, false, false",
    "42703, false, false",
    // Disk, memory, connections; a lock; an end by whomever; files that are damaged.
    "53100, false, false",
    "53200, false, false",
    "53300, false, false",
    "55P03, false, false",
    "57014, false, false",
    "57P01, false, true",
    "57P03, false, true",
    "58030, false, false",
    "XX001, false, true",
    "P0001, false, false"
  })
  void tellWhoseFaultItIsAndWhatBecomesOfTheConnection(String state, boolean row, boolean spent) {
    SQLException failure = new SQLException("a value", state);

    assertThat(SqlStates.isRowFault(failure)).isEqualTo(row);
    assertThat(SqlStates.isConnectionSpent(failure)).isEqualTo(spent);
  }

  @Test
  void aPoolThatGotNoConnectionSaysWhatItsCauseSays() {
    SQLException refused = new SQLException("too many clients", "53300");

    assertThat(
            new StorageException(
                "reading", new SQLTransientConnectionException("timed out", refused)))
        .hasMessage("reading failed with SQLState 53300: PostgreSQL lacks free connections");
  }

  /** What goes down, and then is down, is one outage: the log is to say it once. */
  @ParameterizedTest
  @ValueSource(strings = {"08001", "08006", "57P01", "57P03", ""})
  void anOutageIsSaidInTheSameWordsHoweverItShows(String state) {
    SQLException failure = new SQLException("closed", state.isEmpty() ? null : state);

    assertThat(new StorageException("reading", failure))
        .hasMessage("reading failed: PostgreSQL is away, or does not answer in time")
        .extracting(StorageException::sqlState)
        .isEqualTo(state.isEmpty() ? SqlStates.NONE : state);
  }
}
