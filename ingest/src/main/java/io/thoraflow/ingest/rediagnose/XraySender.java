package io.thoraflow.ingest.rediagnose;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.WantedVersion;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.message.XrayMessageCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends X-rays that are in the archive to the workers again; waits where Kafka is slower. */
public final class XraySender implements AutoCloseable {
  private static final int BUFFER_BYTES = 32 << 20;
  private static final int BATCH_BYTES = 1 << 20;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Producer<String, byte[]> producer;
  private final String topic;
  private final OptionalInt version;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  private XraySender(Producer<String, byte[]> producer, String topic, OptionalInt version) {
    this.producer = producer;
    this.topic = topic;
    this.version = version;
  }

  /** To {@link Topics#XRAY_RECEIVED}, like those that have just arrived. */
  public static XraySender asArrivals(KafkaConnection kafka) {
    return open(kafka, Topics.XRAY_RECEIVED, OptionalInt.empty());
  }

  /**
   * To {@link Topics#XRAY_REDIAGNOSE}.
   *
   * @param version that shall read them
   */
  static XraySender forVersion(KafkaConnection kafka, int version) {
    return open(kafka, Topics.XRAY_REDIAGNOSE, OptionalInt.of(version));
  }

  private static XraySender open(KafkaConnection kafka, String topic, OptionalInt version) {
    Map<String, Object> properties =
        kafka.with(
            Map.of(
                ProducerConfig.CLIENT_ID_CONFIG,
                "thoraflow-rediagnose",
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Topics.MAX_RECORD_BYTES,
                ProducerConfig.BATCH_SIZE_CONFIG,
                BATCH_BYTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                BUFFER_BYTES));
    return new XraySender(
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer()),
        topic,
        version);
  }

  /**
   * @throws KafkaException if one that was sent before was not taken
   */
  public void send(XrayMessage xray) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, xray.key(), xray.image());
    XrayMessageCodec.headers(xray)
        .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    version.ifPresent(wanted -> WantedVersion.put(record.headers(), wanted));
    send(record);
  }

  /**
   * Sends a rejection again.
   *
   * @throws KafkaException if one that was sent before was not taken
   */
  public void send(Rejection rejection) {
    send(new ProducerRecord<>(Topics.XRAY_REJECTED, rejection.id(), rejection.toJson()));
  }

  private void send(ProducerRecord<String, byte[]> record) {
    throwFailure();
    var unused =
        producer.send(
            record,
            (metadata, problem) -> {
              if (problem != null) {
                failure.compareAndSet(null, problem);
              }
            });
  }

  /** Waits for the acknowledgement of all that was sent. */
  public void flush() {
    producer.flush();
    throwFailure();
  }

  private void throwFailure() {
    Exception problem = failure.get();
    if (problem != null) {
      throw new KafkaException(
          "Kafka does not take X-rays: %s; call it again later".formatted(problem.getMessage()),
          problem);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
