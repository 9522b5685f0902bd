package io.thoraflow.worker.deadletter;

import io.thoraflow.contract.message.DeadLetter;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRefusal;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts records that cannot be processed on {@link Topics#XRAY_DEAD}, unchanged, with the reason.
 */
public final class DeadLetters implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(DeadLetters.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Producer<byte[], byte[]> producer;
  private final WorkerMetrics metrics;
  private final Clock clock;

  DeadLetters(Producer<byte[], byte[]> producer, WorkerMetrics metrics, Clock clock) {
    this.producer = producer;
    this.metrics = metrics;
    this.clock = clock;
  }

  public static DeadLetters open(KafkaConnection kafka, String clientId, WorkerMetrics metrics) {
    Map<String, Object> config =
        kafka.with(
            Map.of(
                ProducerConfig.CLIENT_ID_CONFIG,
                clientId + "-dead",
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                // The record came through Kafka, so with a few headers more it must fit, too.
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                2 * Topics.MAX_RECORD_BYTES,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                10_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                5_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                10_000));
    return new DeadLetters(
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()),
        metrics,
        Clock.systemUTC());
  }

  /**
   * Sends one record and waits until all in-sync replicas have it: only then may its offset be
   * committed.
   *
   * @param reason without content of the record
   * @throws DeadLetterException if Kafka did not acknowledge: try again
   * @throws KafkaException if Kafka does not let this worker write dead letters
   */
  public void send(ConsumerRecord<byte[], byte[]> record, String reason, int attempts)
      throws InterruptedException {
    DeadLetter letter =
        new DeadLetter(
            reason, attempts, record.topic(), record.partition(), record.offset(), clock.instant());
    try {
      acknowledged(message(record, letter, record.value()));
    } catch (RecordTooLargeException e) {
      // At the limit already, before the reason was added. It must not block its partition for
      // ever; the letter names topic, partition and offset, where the value still is.
      acknowledged(message(record, letter, null));
    }
    metrics.died();
    logger.warn(
        "{}-{}@{} went to {}: {}",
        record.topic(),
        record.partition(),
        record.offset(),
        Topics.XRAY_DEAD,
        reason);
  }

  private void acknowledged(ProducerRecord<byte[], byte[]> message) throws InterruptedException {
    try {
      producer.send(message).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RecordTooLargeException tooLarge) {
        throw tooLarge;
      }
      throw failure(e.getCause());
    } catch (RecordTooLargeException e) {
      throw e;
    } catch (KafkaException e) {
      throw failure(e);
    }
  }

  /** A refusal stays as it is, as trying again does not help. */
  private static RuntimeException failure(Throwable cause) {
    return cause instanceof KafkaException refusal && KafkaRefusal.isRefusal(cause)
        ? refusal
        : new DeadLetterException(cause);
  }

  private static ProducerRecord<byte[], byte[]> message(
      ConsumerRecord<byte[], byte[]> record, DeadLetter letter, byte[] value) {
    List<Header> headers = new ArrayList<>();
    for (Header header : record.headers()) {
      // A replayed record that dies again tells of its last death only.
      if (!DeadLetter.isDeadLetterHeader(header.key())) {
        headers.add(header);
      }
    }
    letter
        .headers()
        .forEach(
            (name, text) ->
                headers.add(new RecordHeader(name, text.getBytes(StandardCharsets.UTF_8))));
    return new ProducerRecord<>(Topics.XRAY_DEAD, null, null, record.key(), value, headers);
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
