package io.thoraflow.worker.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** The pipeline's promises, checked after every fault. */
public final class Delivered {
  private Delivered() {}

  /** In the end each X-ray has one row, no other has, and every offset is committed. */
  public static void exactly(PipelineExtension pipeline, List<XrayMessage> xrays, Duration limit)
      throws Exception {
    await().atMost(limit).ignoreExceptions().until(() -> pipeline.diagnoses() >= xrays.size());
    assertThat(pipeline.texts("SELECT xray FROM diagnosis"))
        .containsExactlyInAnyOrderElementsOf(xrays.stream().map(XrayMessage::sha256).toList());
    assertThat(pipeline.records(Topics.XRAY_DEAD)).isEmpty();
    await()
        .atMost(limit)
        .untilAsserted(
            () ->
                assertThat(pipeline.committed().values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(pipeline.records(Topics.XRAY_RECEIVED).size()));
  }

  /** At this moment every record below a committed offset has its row. */
  public static void offsetsAreNotAheadOfRows(PipelineExtension pipeline) throws Exception {
    // Offsets first: rows that come meanwhile do no harm.
    var committed = pipeline.committed();
    Set<String> rows =
        pipeline.texts("SELECT xray FROM diagnosis").stream().collect(Collectors.toSet());
    pipeline.records(Topics.XRAY_RECEIVED).stream()
        .filter(
            record ->
                record.offset()
                    < committed.getOrDefault(
                        new TopicPartition(record.topic(), record.partition()), 0L))
        .forEach(
            record ->
                assertThat(rows)
                    .contains(
                        new String(
                            record.headers().lastHeader("ce_id").value(),
                            java.nio.charset.StandardCharsets.UTF_8)));
  }
}
