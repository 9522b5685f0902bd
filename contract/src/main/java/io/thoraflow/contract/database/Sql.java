package io.thoraflow.contract.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/**
 * Runs statements and hands rows over as what they mean. Parameters are bound by {@link
 * PreparedStatement#setObject(int, Object)}, so times are {@link java.time.OffsetDateTime}s.
 */
public final class Sql {
  private final DataSource database;

  public Sql(DataSource database) {
    this.database = database;
  }

  /** Makes something of the present row. */
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** What is to be done in one transaction. */
  public interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /**
   * All rows, in a transaction of their own.
   *
   * @param what is done, for the message of a failure
   * @throws StorageException if PostgreSQL does not do it
   */
  public <T> List<T> query(String what, String sql, RowReader<T> reader, Object... parameters) {
    try (Connection connection = database.getConnection()) {
      return query(connection, sql, reader, parameters);
    } catch (SQLException e) {
      throw new StorageException(what, e);
    }
  }

  /**
   * One statement in a transaction of its own.
   *
   * @param what is done, for the message of a failure
   * @return how many rows it changed
   * @throws StorageException if PostgreSQL does not do it
   */
  public int update(String what, String sql, Object... parameters) {
    try (Connection connection = database.getConnection()) {
      return update(connection, sql, parameters);
    } catch (SQLException e) {
      throw new StorageException(what, e);
    }
  }

  /**
   * All or nothing.
   *
   * @param what is done, for the message of a failure
   * @throws StorageException if PostgreSQL does not do it
   */
  public <T> T inTransaction(String what, Work<T> work) {
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      try {
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw new StorageException(what, e);
    }
  }

  /** That this fails, too, as on a lost connection, must not hide what failed first. */
  public static void rollBack(Connection connection, Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /** As {@link #query(String, String, RowReader, Object...)}, as a part of something. */
  public static <T> List<T> query(
      Connection connection, String sql, RowReader<T> reader, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<T> results = new ArrayList<>();
      while (rows.next()) {
        results.add(reader.read(rows));
      }
      return List.copyOf(results);
    }
  }

  /**
   * As {@link #update(String, String, Object...)}, as a part of something.
   *
   * @return how many rows it changed, 0 for a statement that gives rows
   */
  public static int update(Connection connection, String sql, Object... parameters)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, parameters)) {
      return statement.execute() ? 0 : statement.getUpdateCount();
    }
  }

  private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < parameters.length; i++) {
      statement.setObject(i + 1, parameters[i]);
    }
    return statement;
  }
}
