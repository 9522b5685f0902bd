package io.thoraflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.worker.testing.Delivered;
import io.thoraflow.worker.testing.PipelineExtension;
import io.thoraflow.worker.testing.TinyModel;
import io.thoraflow.worker.testing.WorkerStatus;
import io.thoraflow.worker.testing.Xrays;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a worker takes from Kafka while its rows are not taken: a few batches, and no more. */
class QueueBoundsTest {
  @RegisterExtension static final PipelineExtension pipeline = new PipelineExtension();

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration A_WHILE = Duration.ofSeconds(2);
  private static final int XRAYS = 200;
  private static final int REJECTIONS = 500;
  private static final int BATCH = 4;
  private static final int INFERENCE_THREADS = 2;

  /**
   * One poll, the buffers, one batch in the store, two before it, and one in each thread's hand.
   */
  private static final int MOST_XRAYS =
      BATCH * (1 + (3 + INFERENCE_THREADS) + (1 + 2 + INFERENCE_THREADS));

  private static final int MOST_REJECTIONS = 200;

  @Test
  void whileNoRowCanBeStoredTheRestWaitsInKafka() throws Exception {
    pipeline.models().serveStub(TinyModel.steep());
    List<XrayMessage> xrays = Xrays.some(XRAYS);
    pipeline.send(xrays);
    for (int number = 0; number < REJECTIONS; number++) {
      pipeline.send(Topics.XRAY_REJECTED, null, rejection(number).toJson());
    }
    pipeline.database().execute("ALTER TABLE xray RENAME TO xray_away");
    pipeline.database().execute("ALTER TABLE rejection RENAME TO rejection_away");
    try {
      Worker worker = pipeline.start(pipeline.stubConfig(BATCH, Duration.ZERO));

      await()
          .during(A_WHILE)
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                assertThat(lag(worker, Topics.XRAY_RECEIVED))
                    .isBetween(XRAYS - MOST_XRAYS, XRAYS - BATCH);
                assertThat(lag(worker, Topics.XRAY_REJECTED))
                    .isBetween(REJECTIONS - MOST_REJECTIONS, REJECTIONS - 1);
              });
    } finally {
      pipeline.database().execute("ALTER TABLE xray_away RENAME TO xray");
      pipeline.database().execute("ALTER TABLE rejection_away RENAME TO rejection");
    }
    Delivered.exactly(pipeline, xrays, LIMIT);
    await()
        .atMost(LIMIT)
        .until(() -> pipeline.count("SELECT count(*) FROM rejection") == REJECTIONS);
  }

  /** Records that the worker has yet to read. */
  private static int lag(Worker worker, String topic) throws Exception {
    String series = "kafka_consumergroup_lag{topic=\"%s\"} ".formatted(topic);
    return WorkerStatus.metrics(worker)
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(series.length())))
        .sum();
  }

  private static Rejection rejection(int number) {
    String sha256 = "%064x".formatted(number);
    return new Rejection(
        Rejection.SCHEMA,
        sha256,
        Optional.of(sha256),
        "body_part",
        "the body part is ANKLE, but must be CHEST",
        "ward-3",
        1234,
        sha256 + ".dcm",
        Instant.parse("2026-11-24T08:00:00Z"));
  }
}
