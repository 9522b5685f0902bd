package io.thoraflow.worker.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.worker.Worker;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import io.thoraflow.worker.testing.PipelineExtension;
import io.thoraflow.worker.testing.TinyModel;
import io.thoraflow.worker.testing.Xrays;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What has grown old goes, in a real database that a real worker has filled. */
class RetentionTest {
  @RegisterExtension static final PipelineExtension pipeline = new PipelineExtension();

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final RetentionConfig DIAGNOSES =
      new RetentionConfig(Optional.of(Duration.ofDays(90)), Optional.empty(), 50);
  private static final RetentionConfig HEATMAPS =
      new RetentionConfig(Optional.empty(), Optional.of(Duration.ofDays(7)), 50);
  private static final int XRAYS = 25;
  private static final int OLD = 12;
  private static final int BATCH = 5;

  private final MeterRegistry registry = new SimpleMeterRegistry();

  @BeforeEach
  void fillTheDatabase() throws Exception {
    pipeline.models().serveStub(TinyModel.steep());
    Worker worker = pipeline.start(pipeline.stubConfig(8, Duration.ZERO));
    pipeline.send(Xrays.some(XRAYS));
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == XRAYS);
    worker.close();
    execute(
        Role.OWNER,
        """
        UPDATE diagnosis SET diagnosed_at = now() - interval '90 days 1 hour'
        WHERE xray IN (SELECT xray FROM diagnosis ORDER BY xray LIMIT %d)"""
            .formatted(OLD));
  }

  @Test
  void oldDiagnosesAreDeletedInBatchesAndTheirXraysStay() throws Exception {
    sweep(DIAGNOSES);

    assertThat(pipeline.diagnoses()).isEqualTo(XRAYS - OLD);
    assertThat(pipeline.count("SELECT count(*) FROM xray")).isEqualTo(XRAYS);
    assertThat(expired("diagnoses")).isEqualTo(OLD);
    assertThat(
            pipeline.count(
                """
                SELECT count(*) FROM retention
                WHERE what = 'diagnoses' AND now() - expired_before < interval '90 days 1 hour'"""))
        .as("what may be gone is noted")
        .isEqualTo(1);
  }

  @Test
  void aLongerRetentionDoesNotTakeBackWhatAShorterMayHaveDeleted() throws Exception {
    sweep(DIAGNOSES);
    sweep(new RetentionConfig(Optional.of(Duration.ofDays(365)), Optional.empty(), 50));

    assertThat(
            pipeline.count(
                "SELECT count(*) FROM retention WHERE expired_before > now() - interval '91 days'"
                    + " AND age = interval '365 days'"))
        .isEqualTo(1);
  }

  @Test
  void oldHeatMapsAreDeletedAndTheirDiagnosesStay() throws Exception {
    sweep(HEATMAPS);
    sweep(HEATMAPS);

    assertThat(pipeline.diagnoses()).isEqualTo(XRAYS);
    assertThat(pipeline.count("SELECT count(*) FROM diagnosis WHERE heatmap IS NULL"))
        .isEqualTo(OLD);
    assertThat(expired("heatmaps")).isEqualTo(OLD);
  }

  @Test
  void workersDeleteWhatIsOldByThemselves() throws Exception {
    List<Thread> threads = List.of(thread(), thread());

    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == XRAYS - OLD);
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
  }

  private Thread thread() {
    Thread thread = new Thread(retention(DIAGNOSES, Clock.systemUTC()));
    thread.start();
    return thread;
  }

  @Test
  void aSweepThatWouldTakeTooMuchTakesNothingUntilItIsAllowedOnce() throws Exception {
    RetentionConfig few = new RetentionConfig(DIAGNOSES.diagnoses(), Optional.empty(), 10);
    Retention retention = retention(few, Clock.systemUTC());

    retention.sweep();
    assertThat(pipeline.diagnoses()).isEqualTo(XRAYS);
    assertThat(retention.refusal("diagnoses").orElseThrow())
        .contains("12 of 25 diagnoses are older than 90 days");
    assertThat(pipeline.count("SELECT count(*) FROM retention")).isZero();

    permit("diagnoses");
    retention.sweep();
    assertThat(pipeline.diagnoses()).isEqualTo(XRAYS - OLD);
    assertThat(retention.refusal("diagnoses")).isEmpty();
    assertThat(pipeline.count("SELECT count(*) FROM retention_permit")).isZero();
  }

  @Test
  void nothingIsDeletedWhileTheClocksOfWorkerAndDatabaseDiffer() throws Exception {
    Retention retention =
        retention(DIAGNOSES, Clock.offset(Clock.systemUTC(), Duration.ofDays(-400).minusHours(1)));

    retention.sweep();

    assertThat(pipeline.diagnoses()).isEqualTo(XRAYS);
    assertThat(retention.refusal("diagnoses").orElseThrow())
        .contains("the database's clock is 400 days ahead of this worker's");
  }

  @Test
  void nothingIsDeletedByAClockThatIsFarAheadAtTheStartUntilAPersonConfirmsIt() throws Exception {
    sweep(DIAGNOSES);
    execute(
        Role.OWNER,
        "UPDATE diagnosis SET diagnosed_at = now() - interval '90 days 1 hour';"
            + "UPDATE retention SET applied_at = now() - interval '400 days'");
    Retention retention =
        retention(
            new RetentionConfig(DIAGNOSES.diagnoses(), Optional.empty(), 100), Clock.systemUTC());

    retention.sweep();
    assertThat(pipeline.diagnoses()).isEqualTo(XRAYS - OLD);
    assertThat(retention.refusal("diagnoses").orElseThrow())
        .contains("the clock is 400 days after the last sign of work");

    permit("clock");
    retention.sweep();
    assertThat(pipeline.diagnoses()).isZero();
  }

  private static void permit(String what) throws SQLException {
    execute(
        Role.OWNER,
        "INSERT INTO retention_permit (what, who) VALUES ('%s', 'anna')".formatted(what));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SELECT expire_diagnoses(interval '29 days', 10)  | must be at least 30 days
          SELECT expire_heatmaps(interval '23 hours', 10)  | must be at least 1 day
          DELETE FROM diagnosis                            | permission denied
          DELETE FROM retention_permit                     | permission denied
          """)
  void aWorkerCannotDeleteWhatIsYoung(String statement, String problem) {
    assertThatThrownBy(() -> execute(Role.WORKER, statement))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource({"TRAINER", "READER", "DASHBOARD"})
  void noOtherRoleDeletesAnything(Role role) {
    assertThatThrownBy(() -> execute(role, "SELECT expire_diagnoses(interval '90 days', 10)"))
        .hasMessageContaining("permission denied");
  }

  private void sweep(RetentionConfig config) throws InterruptedException {
    retention(config, Clock.systemUTC()).sweep();
  }

  private Retention retention(RetentionConfig config, Clock clock) {
    return new Retention(
        config,
        pipeline.database().dataSource(Role.WORKER),
        new WorkerMetrics(registry),
        clock,
        System::nanoTime,
        Duration.ZERO,
        BATCH);
  }

  private double expired(String what) {
    return registry.counter(Metrics.DIAGNOSIS_EXPIRED, "what", what).count();
  }

  private static void execute(Role role, String sql) throws SQLException {
    try (Connection connection = pipeline.database().dataSource(role).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
