package io.thoraflow.trainer.journal;

import io.thoraflow.contract.database.StorageException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to train, which one process of an installation has at a time: a PostgreSQL advisory
 * lock that ends with its connection, and so with its process however that ends.
 */
public final class TrainingTurn implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TrainingTurn.class);

  private static final String TAKE = "SELECT pg_try_advisory_lock(hashtext('thoraflow.training'))";
  private static final String GIVE_BACK =
      "SELECT pg_advisory_unlock(hashtext('thoraflow.training'))";

  /** The server finds out within minutes that a trainer's machine is gone, not within hours. */
  private static final String NOTICE_DEATH =
      "SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 6";

  private static final int ANSWER_SECONDS = 5;
  private static final int ATTEMPTS = 4;

  private final DataSource database;
  private Connection connection;

  private TrainingTurn(DataSource database, Connection connection) {
    this.database = database;
    this.connection = connection;
  }

  /**
   * @throws TrainerBusyException if another process has it
   */
  static TrainingTurn take(DataSource database) {
    return new TrainingTurn(database, lock(database));
  }

  /**
   * Makes sure that no other trainer has begun, which it may where the database was away for a
   * while.
   *
   * @throws TrainerBusyException if one has
   */
  public void require() {
    try {
      if (!connection.isValid(ANSWER_SECONDS)) {
        close();
        connection = lock(database);
      }
    } catch (SQLException e) {
      throw new StorageException("holding the right to train", e);
    }
  }

  /** A pool may still hold connections that an outage has ended; each is found out once. */
  private static Connection lock(DataSource database) {
    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      try {
        return lockOnce(database);
      } catch (StorageException e) {
        log.debug("{}; trying again", e.getMessage());
      }
    }
    return lockOnce(database);
  }

  private static Connection lockOnce(DataSource database) {
    try {
      Connection connection = database.getConnection();
      try {
        if (isLocked(connection)) {
          return connection;
        }
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      connection.close();
    } catch (SQLException e) {
      throw new StorageException("taking the right to train", e);
    }
    throw new TrainerBusyException(
        "another training run is going on, %s; only one may at a time: try again when it has ended"
            .formatted(new TrainingJournal(database).running()));
  }

  private static boolean isLocked(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(NOTICE_DEATH);
      return answer(statement, TAKE);
    }
  }

  private static boolean answer(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  @Override
  public void close() {
    try (Connection closing = connection;
        Statement statement = closing.createStatement()) {
      answer(statement, GIVE_BACK);
    } catch (SQLException e) {
      // Given back all the same: the lock has ended with its connection.
      log.debug("The right to train had ended with its connection: SQLState {}.", e.getSQLState());
    }
  }
}
