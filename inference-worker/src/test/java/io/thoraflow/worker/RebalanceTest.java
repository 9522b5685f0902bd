package io.thoraflow.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.worker.testing.Delivered;
import io.thoraflow.worker.testing.PipelineExtension;
import io.thoraflow.worker.testing.TinyModel;
import io.thoraflow.worker.testing.Xrays;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Workers come and go while X-rays flow. */
class RebalanceTest {
  @RegisterExtension static final PipelineExtension pipeline = new PipelineExtension();

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration PER_BATCH = Duration.ofMillis(100);

  @Test
  void asWorkersJoinAndLeaveNothingIsLostOrDoubled() throws Exception {
    pipeline.models().serveStub(TinyModel.steep());
    List<XrayMessage> xrays = Xrays.some(600);
    pipeline.send(xrays);
    Worker first = pipeline.start(pipeline.stubConfig(8, PER_BATCH));
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() > 0);

    WorkerConfig second = pipeline.stubConfig(8, PER_BATCH);
    pipeline.start(second);
    await().atMost(LIMIT).until(() -> countBy(second) > 0);
    Delivered.offsetsAreNotAheadOfRows(pipeline);
    assertThat(pipeline.members()).isEqualTo(2);
    first.close();

    Delivered.exactly(pipeline, xrays, LIMIT);
  }

  @Test
  void aWorkerThatClosesLeavesTheGroupAtOnce() throws Exception {
    pipeline.models().serveStub(TinyModel.steep());
    Worker worker = pipeline.start(pipeline.stubConfig(8, PER_BATCH));
    pipeline.send(Xrays.some(200));
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() > 0);

    worker.close();

    // Else it stayed a member until its session had timed out.
    assertThat(pipeline.members()).isZero();
    // Whatever was in flight is committed, in PostgreSQL and in Kafka alike.
    assertThat(pipeline.committed().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(pipeline.diagnoses());
  }

  private static long countBy(WorkerConfig worker) throws Exception {
    return pipeline.count("SELECT count(*) FROM diagnosis WHERE worker = '" + worker.name() + "'");
  }
}
