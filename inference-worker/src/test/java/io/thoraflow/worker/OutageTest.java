package io.thoraflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.embedded.testing.ProcessLog;
import io.thoraflow.worker.testing.Delivered;
import io.thoraflow.worker.testing.PipelineExtension;
import io.thoraflow.worker.testing.TinyModel;
import io.thoraflow.worker.testing.WorkerStatus;
import io.thoraflow.worker.testing.Xrays;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * PostgreSQL and Kafka go away for a while; X-rays wait, none is lost or doubled, and the log says
 * in a few lines what is away, and not at each attempt.
 */
class OutageTest {
  @RegisterExtension static final PipelineExtension pipeline = new PipelineExtension();

  /** Of arrivals, of old X-rays and of rejections. */
  private static final int CONSUMERS = 3;

  /** That rows cannot be written, and that the registry of models does not answer. */
  private static final int LINES_OF_DATABASE = 2;

  /** Of each consumer: that no coordinator can be reached, nor told, and that it joins later. */
  private static final int LINES_OF_KAFKA = 3 * CONSUMERS;

  private static final Duration LIMIT = Duration.ofMinutes(1);

  @RegisterExtension final ProcessLog log = new ProcessLog();

  @Test
  void theDatabaseIsAwayForSomeSeconds() throws Exception {
    pipeline.models().serveStub(TinyModel.steep());
    Worker worker = pipeline.start(pipeline.stubConfig(4, Duration.ofMillis(20)));
    List<XrayMessage> xrays = Xrays.some(200);
    pipeline.send(xrays.subList(0, 100));
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() > 0);

    int told = log.unusual().size();
    pipeline.database().stop();
    pipeline.send(xrays.subList(100, 200));
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(WorkerStatus.ready(worker)).contains("storing diagnoses failed"));
    assertThat(WorkerStatus.live(worker)).contains("UP");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(WorkerStatus.metrics(worker))
                    .contains("health_ready{check=\"store\"} 0.0")
                    .doesNotContain("xray_store_retries_total 0.0")
                    .doesNotContain("xray_queue_age_seconds{topic=\"xray.received\"} 0.0"));
    assertThat(pipeline.members()).isEqualTo(1);
    pipeline.database().start();

    Delivered.exactly(pipeline, xrays, LIMIT);
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(WorkerStatus.ready(worker)).contains("UP"));
    assertThat(linesAfter(told))
        .hasSizeLessThanOrEqualTo(LINES_OF_DATABASE)
        .anyMatch(line -> line.contains("storing diagnoses failed"));
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(WorkerStatus.metrics(worker))
                    .contains("health_ready{check=\"store\"} 1.0")
                    .contains("xray_queue_age_seconds{topic=\"xray.received\"} 0.0"));
  }

  /** The client's threads would not wait, but spin. */
  @Test
  void whileNoBrokerAnswersNoConsumerLooksForItsGroup() throws Exception {
    pipeline.models().serveStub(TinyModel.steep());
    Worker worker = pipeline.start(pipeline.stubConfig(4, Duration.ofMillis(20)));
    List<XrayMessage> xrays = Xrays.some(200);
    pipeline.send(xrays.subList(0, 100));
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() > 0);
    assertThat(networkThreads()).isEqualTo(CONSUMERS);

    int told = log.unusual().size();
    pipeline.kafka().kill();

    await().atMost(LIMIT).until(() -> networkThreads() == 0);
    assertThat(WorkerStatus.ready(worker)).contains("coordinator cannot be reached");
    assertThat(WorkerStatus.live(worker)).contains("UP");

    pipeline.kafka().start();

    await().atMost(LIMIT).until(() -> networkThreads() == CONSUMERS);
    pipeline.send(xrays.subList(100, 200));
    Delivered.exactly(pipeline, xrays, LIMIT);
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(WorkerStatus.ready(worker)).contains("UP"));
    assertThat(linesAfter(told)).hasSizeLessThanOrEqualTo(LINES_OF_KAFKA);
  }

  /** What was logged after the first {@code count} lines, which tell of the start. */
  private List<String> linesAfter(int count) {
    return log.unusual().stream().skip(count).toList();
  }

  private static long networkThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("consumer_background_thread"))
        .count();
  }

  @Test
  void kafkaIsKilledAndComesBack() throws Exception {
    pipeline.models().serveStub(TinyModel.steep());
    pipeline.start(pipeline.stubConfig(4, Duration.ofMillis(20)));
    List<XrayMessage> xrays = Xrays.some(200);
    pipeline.send(xrays);
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() > 0);

    pipeline.kafka().kill();
    pipeline.kafka().start();

    Delivered.exactly(pipeline, xrays, LIMIT);
  }
}
