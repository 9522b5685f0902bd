package io.thoraflow.worker.retention;

import io.thoraflow.contract.database.SqlStates;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that has diagnoses and heat maps deleted that are older than they are to be kept, once
 * an hour and in small transactions with rests between them. {@link RetentionGuard} looks first
 * whether that may be. It also measures how far this worker's and the database's clock differ.
 *
 * <p>Every worker may do so at the same time: each batch passes over rows that another holds. The
 * rows of {@code xray} stay, so that an X-ray whose diagnoses have expired is known to have had
 * them.
 */
public final class Retention implements Runnable {
  private static final Logger logger = LoggerFactory.getLogger(Retention.class);

  /** In which an operator may see at the start that something is wrong. */
  private static final Duration GRACE = Duration.ofMinutes(10);

  private static final Duration INTERVAL = Duration.ofHours(1);
  private static final Duration LOOK = Duration.ofSeconds(30);
  private static final int BATCH = 1000;
  private static final Duration REST = Duration.ofMillis(200);

  private static final String EXPIRE_DIAGNOSES =
      "SELECT expire_diagnoses(make_interval(secs => ?), ?)";
  private static final String EXPIRE_HEATMAPS =
      "SELECT expire_heatmaps(make_interval(secs => ?), ?)";

  private final RetentionConfig config;
  private final DataSource database;
  private final WorkerMetrics metrics;
  private final RetentionGuard guard;
  private final Duration grace;
  private final int batch;

  public Retention(RetentionConfig config, DataSource database, WorkerMetrics metrics) {
    this(config, database, metrics, Clock.systemUTC(), System::nanoTime, GRACE, BATCH);
  }

  Retention(
      RetentionConfig config,
      DataSource database,
      WorkerMetrics metrics,
      Clock clock,
      LongSupplier nanos,
      Duration grace,
      int batch) {
    this.config = config;
    this.database = database;
    this.metrics = metrics;
    this.guard = new RetentionGuard(database, metrics, config.maxPercent(), clock, nanos);
    this.grace = grace;
    this.batch = batch;
  }

  @Override
  public void run() {
    long due = System.nanoTime() + grace.toNanos();
    guard.watch();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        boolean permitted = look();
        if (!config.keepsAll() && (permitted || System.nanoTime() - due >= 0)) {
          sweep();
          due = System.nanoTime() + INTERVAL.toNanos();
        }
        Thread.sleep(LOOK.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** That a sweep takes here. */
  private List<String> permits() {
    List<String> kinds = new ArrayList<>(List.of("clock"));
    config.diagnoses().ifPresent(age -> kinds.add("diagnoses"));
    config.heatmaps().ifPresent(age -> kinds.add("heatmaps"));
    return kinds;
  }

  /** Measures the clocks. Whether an operator waits for a sweep. */
  private boolean look() {
    try {
      guard.measure();
      return !config.keepsAll() && guard.isPermitGiven(permits());
    } catch (SQLException e) {
      logger.debug("the database's clock cannot be read now", e);
      return false;
    }
  }

  /** What keeps the last sweep from deleting; empty: nothing. */
  Optional<String> refusal(String what) {
    return guard.refusal(what);
  }

  /**
   * Deletes all that is too old by now; with the database away, the next sweep does. Nothing while
   * the clocks are in doubt, or where it would be more than its share.
   */
  void sweep() throws InterruptedException {
    try {
      if (!guard.isClockRight()) {
        return;
      }
      if (config.diagnoses().isPresent()
          && guard.isShareSmall("diagnoses", config.diagnoses().get())) {
        expire("diagnoses", EXPIRE_DIAGNOSES, config.diagnoses().get());
      }
      if (config.heatmaps().isPresent()
          && guard.isShareSmall("heatmaps", config.heatmaps().get())) {
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
