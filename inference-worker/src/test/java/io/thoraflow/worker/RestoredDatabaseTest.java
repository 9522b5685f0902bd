package io.thoraflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.worker.store.LostVersionException;
import io.thoraflow.worker.testing.Delivered;
import io.thoraflow.worker.testing.PipelineExtension;
import io.thoraflow.worker.testing.TinyModel;
import io.thoraflow.worker.testing.WorkerStatus;
import io.thoraflow.worker.testing.Xrays;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An older backup is restored under a worker: the version that it has loaded is unknown there. */
class RestoredDatabaseTest {
  @RegisterExtension static final PipelineExtension pipeline = new PipelineExtension();

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void xraysWaitUntilTheServingVersionIsKnownAgain() throws Exception {
    // Given
    pipeline.models().serveStub(TinyModel.steep());
    Worker worker = pipeline.start(pipeline.stubConfig(4, Duration.ZERO));
    awaitReady(worker);
    String row = forgetVersions();

    // When
    List<XrayMessage> xrays = Xrays.some(10);
    pipeline.send(xrays);

    // Then
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(WorkerStatus.ready(worker))
                    .contains("DOWN")
                    .contains("PostgreSQL does not know model version")
                    .contains("is loaded, but PostgreSQL does not know it"));
    assertThat(WorkerStatus.live(worker)).contains("UP");
    assertThat(pipeline.records(Topics.XRAY_DEAD)).isEmpty();

    // When
    pipeline
        .database()
        .execute(
            "INSERT INTO model_version SELECT * FROM json_populate_record(NULL::model_version, ?::json)",
            row);

    // Then
    Delivered.exactly(pipeline, xrays, LIMIT);
    awaitReady(worker);
  }

  @Test
  void whereAnotherVersionServesThereItReadsTheXraysThatWait() throws Exception {
    // Given: the next poll of the registry is far away
    pipeline.models().serveStub(TinyModel.steep());
    Worker worker =
        Worker.start(
            pipeline.withPollInterval(pipeline.stubConfig(4, Duration.ZERO), Duration.ofHours(1)));
    List<XrayMessage> xrays = Xrays.some(10);
    int serving;
    try (worker) {
      awaitReady(worker);
      forgetVersions();
      serving = pipeline.models().serveStub(TinyModel.steep());
      pipeline.send(xrays);
      assertThatThrownBy(() -> worker.failure().get(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .hasCauseInstanceOf(LostVersionException.class)
          .hasMessageContaining("version %d serves there".formatted(serving));
    }

    // When
    pipeline.start(pipeline.stubConfig(4, Duration.ZERO));

    // Then
    Delivered.exactly(pipeline, xrays, LIMIT);
    assertThat(pipeline.text("SELECT DISTINCT model_version FROM diagnosis"))
        .isEqualTo(String.valueOf(serving));
  }

  private static void awaitReady(Worker worker) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(WorkerStatus.ready(worker)).doesNotContain("DOWN"));
  }

  /** The row that was serving. */
  private static String forgetVersions() throws Exception {
    String row =
        pipeline.text("SELECT row_to_json(m) FROM model_version m WHERE state = 'serving'");
    pipeline.database().execute("DELETE FROM model_event");
    pipeline.database().execute("DELETE FROM model_version");
    return row;
  }
}
