package io.thoraflow.worker.store;

import io.thoraflow.contract.database.SqlStates;
import io.thoraflow.contract.database.StorageException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Writes rows together, and one by one when a row among them is at fault, so that it does not take
 * the others with it.
 */
public final class RowWriter<T> {
  private final String what;
  private final Store<T> store;

  /** Writes all rows or none, and changes nothing when they are there already. */
  @FunctionalInterface
  public interface Store<T> {
    void store(Collection<T> rows) throws SQLException;
  }

  /**
   * A row that the database does not take.
   *
   * @param reason without values of the row
   */
  public record Fault<T>(T row, String reason) {}

  /**
   * @param what for messages, such as {@code storing diagnoses}
   */
  public RowWriter(String what, Store<T> store) {
    this.what = what;
    this.store = store;
  }

  /**
   * @return the rows at fault; every other one is committed
   * @throws StorageException if the database is away or not as it should be: write all of them
   *     again later
   */
  public List<Fault<T>> write(List<T> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    try {
      store.store(rows);
      return List.of();
    } catch (SQLException e) {
      return isolate(rows, reason(e));
    } catch (IllegalArgumentException | ArithmeticException e) {
      // The driver cannot express a value, such as a time far outside of the calendar.
      return isolate(rows, "a value cannot be written: " + e.getClass().getSimpleName());
    }
  }

  private List<Fault<T>> isolate(List<T> rows, String reason) {
    if (rows.size() == 1) {
      return List.of(new Fault<>(rows.get(0), reason));
    }
    List<Fault<T>> faults = new ArrayList<>();
    for (T row : rows) {
      faults.addAll(write(List.of(row)));
    }
    return faults;
  }

  /** The row's fault in words, unless it is the database's. */
  private String reason(SQLException e) {
    if (!SqlStates.isRowFault(e)) {
      throw new StorageException(what, e);
    }
    return "the database refuses the row with SQLState " + SqlStates.of(e);
  }
}
