package io.thoraflow.trainer.journal;

import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.database.SqlStates;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.database.Turn;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to train, which one process of an installation has at a time: a row that names the
 * PostgreSQL session which has it. The turn ends with that session, and so with its process however
 * that ends.
 *
 * <p>Neither a row lock nor a lease: a row lock would last as long as its transaction, and one that
 * is open for hours keeps PostgreSQL from cleaning up what was deleted since and counts as standing
 * still; a lease asks for a clock and for patience after a process has died. The session is idle
 * between two statements. Not an advisory lock either, which whoever may log in could hold: only
 * the trainer's role may change the row.
 */
public final class TrainingTurn implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TrainingTurn.class);

  /**
   * Server processes' numbers come again, but not together with their start; that is null where it
   * is another user's, who counts as the one that has the turn if it may have it.
   */
  private static final String TAKE =
      """
      UPDATE training_turn SET (session, started_at) = (
          SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid())
      WHERE NOT EXISTS (
          SELECT FROM pg_stat_activity other
          WHERE other.pid = session AND other.pid <> pg_backend_pid()
            AND pg_has_role(other.usesysid, 'thoraflow_trainer', 'MEMBER')
            AND coalesce(other.backend_start = started_at, true))""";

  private static final String GIVE_BACK =
      "UPDATE training_turn SET session = NULL, started_at = NULL WHERE session = pg_backend_pid()";

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
        if (isTaken(connection)) {
          return connection;
        }
      } catch (SQLException | RuntimeException e) {
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

  /** The lock first: of two that ask at the same time the second sees who was the first. */
  private static boolean isTaken(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try {
      Turn.TRAINING.take(connection);
      boolean taken = Sql.update(connection, TAKE) == 1;
      connection.commit();
      connection.setAutoCommit(true);
      return taken;
    } catch (SQLException | RuntimeException e) {
      Sql.rollBack(connection, e);
      throw e;
    }
  }

  @Override
  public void close() {
    try (Connection closing = connection) {
      giveBack(closing);
    } catch (SQLException e) {
      log.debug("The right to train had ended with its session: SQLState {}.", SqlStates.of(e));
    }
  }

  /** A session that cannot must end, as the turn would last as long as it. */
  private static void giveBack(Connection closing) throws SQLException {
    try {
      Sql.update(closing, GIVE_BACK);
    } catch (SQLException e) {
      closing.abort(Runnable::run);
      throw e;
    }
  }
}
