package io.thoraflow.worker.retention;

import io.thoraflow.contract.database.SqlStates;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that has diagnoses and heat maps deleted that are older than they are to be kept, once
 * an hour and in small transactions with rests between them.
 *
 * <p>Every worker may do so at the same time: each batch passes over rows that another holds. The
 * rows of {@code xray} stay, so that an X-ray whose diagnoses have expired is known to have had
 * them.
 */
public final class Retention implements Runnable {
  private static final Logger logger = LoggerFactory.getLogger(Retention.class);

  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final int BATCH = 1000;
  private static final Duration REST = Duration.ofMillis(200);

  private static final String EXPIRE_DIAGNOSES =
      "SELECT expire_diagnoses(make_interval(secs => ?), ?)";
  private static final String EXPIRE_HEATMAPS =
      "SELECT expire_heatmaps(make_interval(secs => ?), ?)";

  private final RetentionConfig config;
  private final DataSource database;
  private final WorkerMetrics metrics;
  private final int batch;

  public Retention(RetentionConfig config, DataSource database, WorkerMetrics metrics) {
    this(config, database, metrics, BATCH);
  }

  Retention(RetentionConfig config, DataSource database, WorkerMetrics metrics, int batch) {
    this.config = config;
    this.database = database;
    this.metrics = metrics;
    this.batch = batch;
  }

  @Override
  public void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        sweep();
        Thread.sleep(INTERVAL.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Deletes all that is too old by now; with the database away, the next sweep does. */
  void sweep() throws InterruptedException {
    try {
      if (config.diagnoses().isPresent()) {
        expire("diagnoses", EXPIRE_DIAGNOSES, config.diagnoses().get());
      }
      if (config.heatmaps().isPresent()) {
        expire("heatmaps", EXPIRE_HEATMAPS, config.heatmaps().get());
      }
    } catch (SQLException e) {
      logger.warn(
          "old diagnoses cannot be deleted now, SQLState {}; trying again in {} min",
          SqlStates.of(e),
          INTERVAL.toMinutes());
    }
  }

  private void expire(String what, String function, Duration age)
      throws SQLException, InterruptedException {
    long total = 0;
    int expired = call(function, age);
    while (expired > 0) {
      total += expired;
      metrics.expired(what, expired);
      Thread.sleep(REST.toMillis());
      expired = call(function, age);
    }
    if (total > 0) {
      logger.info("{} {} that were older than {} days are deleted", total, what, age.toDays());
    }
  }

  private int call(String function, Duration age) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement call = connection.prepareStatement(function)) {
      call.setDouble(1, (double) age.toSeconds());
      call.setInt(2, batch);
      try (ResultSet row = call.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }
}
