package io.thoraflow.standalone.bench;

import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.runtime.MetricsPage;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * One run of the real worker over a topic that was filled before it had a model, and so before it
 * consumed.
 *
 * @param perSecond X-rays, from the commit that ends the warm-up to the last one
 * @param decodeMillis for one X-ray, while the model runs beside it
 * @param modelMillis for one X-ray
 * @param storeMillis for one X-ray
 */
record WorkerRun(double perSecond, double decodeMillis, double modelMillis, double storeMillis) {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** {@link io.thoraflow.contract.monitoring.Metrics#STORE} as Prometheus names its sum. */
  private static final String STORE_SECONDS = "xray_store_seconds_sum";

  private static final String COUNT = "SELECT count(*) FROM diagnosis";

  /**
   * Rows of one batch have one time, that of their transaction. What was committed later than the
   * warm-up's last row is measured.
   */
  private static final String RATE =
      """
      WITH start AS (
        SELECT diagnosed_at AS at FROM diagnosis ORDER BY diagnosed_at OFFSET ? - 1 LIMIT 1)
      SELECT count(*) / extract(epoch FROM max(diagnosed_at) - (SELECT at FROM start)),
        avg(decode_ms), avg(inference_ms)
      FROM diagnosis WHERE diagnosed_at > (SELECT at FROM start)""";

  /**
   * @param root an empty folder
   * @param warmUp X-rays before those that count
   * @param count X-rays that count
   */
  static WorkerRun measure(
      Path root, List<byte[]> images, int batch, int warmUp, int count, Console console)
      throws IOException, InterruptedException {
    try (BenchPipeline pipeline = BenchPipeline.start(root, batch, console)) {
      XrayFeed.send(pipeline.kafka(), images, warmUp + count);
      console.say("%d X-rays are in the topic; publishing the model".formatted(warmUp + count));
      pipeline.publishModel();
      try (Connection connection = pipeline.database().connection()) {
        awaitRows(connection, warmUp + count);
        double storeMillis =
            1e3
                * MetricsPage.of(pipeline.workerMonitoring()).value(STORE_SECONDS)
                / (warmUp + count);
        return read(connection, warmUp, storeMillis);
      } catch (SQLException e) {
        throw new IOException("the diagnoses cannot be read", e);
      }
    }
  }

  private static void awaitRows(Connection connection, int rows)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (PreparedStatement count = connection.prepareStatement(COUNT)) {
      while (number(count) < rows) {
        if (System.nanoTime() > deadline) {
          throw new CommandException(
              "%d of %d X-rays had a diagnosis after %d minutes"
                  .formatted(number(count), rows, PATIENCE.toMinutes()));
        }
        Thread.sleep(POLL.toMillis());
      }
    }
  }

  private static int number(PreparedStatement count) throws SQLException {
    try (ResultSet result = count.executeQuery()) {
      result.next();
      return result.getInt(1);
    }
  }

  private static WorkerRun read(Connection connection, int warmUp, double storeMillis)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(RATE)) {
      query.setInt(1, warmUp);
      try (ResultSet result = query.executeQuery()) {
        result.next();
        return new WorkerRun(
            result.getDouble(1), result.getDouble(2), result.getDouble(3), storeMillis);
      }
    }
  }
}
