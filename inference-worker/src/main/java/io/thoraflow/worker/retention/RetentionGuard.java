package io.thoraflow.worker.retention;

import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.contract.time.ConfirmedTime;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/**
 * Looks before anything is deleted: whether the database's clock, by which its rows grow old, is
 * right as far as can be seen, and whether a sweep would take more than its share. What it refuses,
 * an operator may permit once (table {@code retention_permit}).
 */
final class RetentionGuard {
  private static final String PERMITTED =
      "; nothing is deleted until an operator allows it: thoraflow retention --%s";

  private final DataSource database;
  private final WorkerMetrics metrics;
  private final Clock process;
  private final LongSupplier nanos;
  private final int maxPercent;
  private final Condition clock = new Condition("retention-clock");
  private final Map<String, Condition> shares =
      Map.of(
          "diagnoses", new Condition("retention-diagnoses"),
          "heatmaps", new Condition("retention-heatmaps"));

  private volatile Duration skew = Duration.ZERO;
  private volatile ConfirmedTime time;
  private Instant databaseNow = Instant.EPOCH;

  /**
   * @param process this worker's clock
   * @param nanos as {@link System#nanoTime}
   */
  RetentionGuard(
      DataSource database,
      WorkerMetrics metrics,
      int maxPercent,
      Clock process,
      LongSupplier nanos) {
    this.database = database;
    this.metrics = metrics;
    this.maxPercent = maxPercent;
    this.process = process;
    this.nanos = nanos;
    metrics.watchClockSkew("database", () -> skew.toMillis() / 1e3);
  }

  /** To be called before the first sweep, for the gauges of what it watches. */
  void watch() {
    shares.forEach(
        (what, share) ->
            metrics.watchRetentionRefused(
                what, () -> share.problem().isPresent() || clock.problem().isPresent()));
  }

  /** Reads the database's clock. */
  void measure() throws SQLException {
    try (Connection connection = database.getConnection()) {
      databaseNow =
          Sql.query(
                  connection,
                  "SELECT clock_timestamp()",
                  row -> row.getObject(1, OffsetDateTime.class).toInstant())
              .get(0);
      skew = Duration.between(databaseNow, process.instant());
      if (time == null) {
        Instant last = lastApplied(connection).orElse(databaseNow);
        time = ConfirmedTime.since(last, databaseClock(), nanos, Map.of());
      }
    }
  }

  /** Whoever else applied retention has looked at the clocks, too. */
  private static Optional<Instant> lastApplied(Connection connection) throws SQLException {
    return Sql.query(
            connection,
            "SELECT applied_at FROM retention ORDER BY applied_at DESC LIMIT 1",
            row -> row.getObject(1, OffsetDateTime.class).toInstant())
        .stream()
        .findFirst();
  }

  private Clock databaseClock() {
    return ((InstantSource) () -> databaseNow).withZone(ZoneOffset.UTC);
  }

  /**
   * Whether an operator waits for a sweep.
   *
   * @param kinds of permits that a sweep takes here; others would be waited for in vain
   */
  boolean isPermitGiven(List<String> kinds) throws SQLException {
    try (Connection connection = database.getConnection()) {
      return Sql.query(
              connection,
              "SELECT EXISTS (SELECT 1 FROM retention_permit WHERE what = ANY (?))",
              row -> row.getBoolean(1),
              (Object) kinds.toArray(String[]::new))
          .get(0);
    }
  }

  /** Whether rows may grow old by the database's clock now. */
  boolean isClockRight() throws SQLException {
    measure();
    try (Connection connection = database.getConnection()) {
      if (take(connection, "clock")) {
        time.confirm();
      }
    }
    Optional<String> doubt =
        skew.abs().compareTo(ConfirmedTime.TOLERANCE) > 0
            ? Optional.of(
                "the database's clock is %s %s this worker's; nothing is deleted until they agree"
                    .formatted(
                        ConfirmedTime.words(skew), skew.isNegative() ? "ahead of" : "behind"))
            : time.read()
                .doubt()
                .map(found -> "of the database, " + found + PERMITTED.formatted("confirm-clock"));
    doubt.ifPresentOrElse(clock::report, clock::clear);
    return doubt.isEmpty();
  }

  /**
   * Whether a sweep may delete what is older.
   *
   * @param what {@code diagnoses} or {@code heatmaps}
   */
  boolean isShareSmall(String what, Duration age) throws SQLException {
    try (Connection connection = database.getConnection()) {
      if (take(connection, what)) {
        shares.get(what).clear();
        return true;
      }
      long[] counts =
          Sql.query(
                  connection,
                  "SELECT every, old FROM retention_share(?, make_interval(secs => ?))",
                  row -> new long[] {row.getLong(1), row.getLong(2)},
                  what,
                  (double) age.toSeconds())
              .get(0);
      if (counts[1] <= 1 || counts[1] * 100 <= counts[0] * maxPercent) {
        shares.get(what).clear();
        return true;
      }
      shares
          .get(what)
          .report(
              ("%d of %d %s are older than %d days, and RETENTION_MAX_PERCENT allows %d %% at a time"
                      + PERMITTED)
                  .formatted(
                      counts[1], counts[0], what, age.toDays(), maxPercent, "allow-sweep " + what));
      return false;
    }
  }

  /** What is refused at present; empty: nothing. */
  Optional<String> refusal(String what) {
    return clock.problem().or(shares.get(what)::problem);
  }

  private static boolean take(Connection connection, String kind) throws SQLException {
    return Sql.query(connection, "SELECT take_retention_permit(?)", row -> row.getBoolean(1), kind)
        .get(0);
  }
}
