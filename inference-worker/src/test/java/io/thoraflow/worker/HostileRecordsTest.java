package io.thoraflow.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.message.XrayMessageCodec;
import io.thoraflow.worker.testing.PipelineExtension;
import io.thoraflow.worker.testing.TinyModel;
import io.thoraflow.worker.testing.WorkerStatus;
import io.thoraflow.worker.testing.Xrays;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever somebody writes to the topics, each record dies with a reason and the others go on. */
class HostileRecordsTest {
  @RegisterExtension static final PipelineExtension pipeline = new PipelineExtension();

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int DAMAGED = 300;

  /** Without these, or with nonsense in them, a record is none of ours. */
  private static final List<String> NEEDED =
      List.of(
          "ce_type",
          "ce_id",
          "ce_time",
          "content-type",
          "ce_site",
          "ce_width",
          "ce_height",
          "ce_keyid",
          "ce_sourceformat",
          "ce_archivepath");

  private static final String NONSENSE = "\u0000' OR 1=1; --\uffff\n".repeat(500);

  private final XrayMessage xray = Xrays.ofGray(9);
  private int sent;

  @Test
  void everyHostileRecordIsSettledAndNoneStopsTheOthers() throws Exception {
    // Given
    pipeline.models().serveStub(TinyModel.steep());
    Worker worker = pipeline.start(pipeline.stubConfig(8, Duration.ZERO));
    List<XrayMessage> good = Xrays.some(20);

    // When
    pipeline.send(good.subList(0, 10));
    int dying;
    try (KafkaProducer<byte[], byte[]> producer = producer()) {
      dying = sendNonsense(producer);
      sendDamagedImages(producer);
      assertThatThrownBy(() -> send(producer, new byte[5 << 20], Map.of()))
          .hasCauseInstanceOf(RecordTooLargeException.class);
    }
    pipeline.send(good.subList(10, 20));

    // Then
    await()
        .atMost(LIMIT)
        .until(
            () ->
                pipeline.committed().values().stream().mapToLong(Long::longValue).sum()
                    == sent + good.size());
    List<String> stored = pipeline.texts("SELECT xray FROM diagnosis");
    assertThat(stored).containsAll(good.stream().map(XrayMessage::sha256).toList());
    // Some damage leaves an image, which is the same X-ray each time.
    assertThat(stored).hasSizeLessThanOrEqualTo(good.size() + 1);
    assertThat(pipeline.records(Topics.XRAY_DEAD))
        .hasSizeGreaterThan(dying)
        .allSatisfy(
            letter ->
                assertThat(reason(letter)).isNotBlank().hasSizeLessThan(600).doesNotContain("1=1"));
    assertThat(WorkerStatus.ready(worker)).contains("UP");
  }

  private int sendNonsense(KafkaProducer<byte[], byte[]> producer) throws Exception {
    Map<String, String> right = XrayMessageCodec.headers(xray);
    int before = sent;
    send(producer, null, right);
    send(producer, new byte[0], right);
    send(producer, new byte[3 << 20], right);
    send(producer, xray.image(), Map.of());
    send(producer, xray.image(), with(right, "ce_type", "io.thoraflow.xray.received.v2"));
    send(producer, xray.image(), with(right, "ce_width", "2147483647"));
    send(producer, xray.image(), with(right, "ce_archivepath", "../../../etc/passwd"));
    for (String header : NEEDED) {
      Map<String, String> without = new HashMap<>(right);
      without.remove(header);
      send(producer, xray.image(), without);
      send(producer, xray.image(), with(right, header, NONSENSE));
    }
    return sent - before;
  }

  private void sendDamagedImages(KafkaProducer<byte[], byte[]> producer) throws Exception {
    Random random = new Random(11);
    for (int i = 0; i < DAMAGED; i++) {
      byte[] image = xray.image().clone();
      image[random.nextInt(Math.min(60, image.length))] ^= (byte) (1 + random.nextInt(255));
      int length = random.nextBoolean() ? image.length : 1 + random.nextInt(image.length);
      send(producer, Arrays.copyOf(image, length), XrayMessageCodec.headers(xray));
    }
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    Map<String, String> changed = new HashMap<>(headers);
    changed.put(name, value);
    return changed;
  }

  private static KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        pipeline.kafka().connection().with(Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 << 20)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer, byte[] value, Map<String, String> headers)
      throws Exception {
    List<Header> bytes = new ArrayList<>();
    headers.forEach((name, text) -> bytes.add(new RecordHeader(name, text.getBytes(UTF_8))));
    producer.send(new ProducerRecord<>(Topics.XRAY_RECEIVED, null, null, null, value, bytes)).get();
    sent++;
  }

  private static String reason(ConsumerRecord<byte[], byte[]> letter) {
    return new String(letter.headers().lastHeader("dead_reason").value(), UTF_8);
  }
}
