package io.thoraflow.worker.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.thoraflow.contract.message.DeadLetter;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class DeadLettersTest {
  private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FailingProducer producer = new FailingProducer();
  private final DeadLetters deadLetters =
      new DeadLetters(producer, new WorkerMetrics(registry), Clock.fixed(NOW, ZoneOffset.UTC));

  /** Fails the first sends with the given exceptions. */
  private static final class FailingProducer extends MockProducer<byte[], byte[]> {
    private final Deque<RuntimeException> failures = new ArrayDeque<>();

    FailingProducer() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> message) {
      RuntimeException failure = failures.poll();
      if (failure != null) {
        throw failure;
      }
      return super.send(message);
    }
  }

  @Test
  void keepsTheRecordAndAddsTheReason() throws InterruptedException {
    deadLetters.send(record(), "it is bad", 3);

    ProducerRecord<byte[], byte[]> dead = producer.history().get(0);
    assertThat(dead.topic()).isEqualTo(Topics.XRAY_DEAD);
    assertThat(dead.key()).isEqualTo("key".getBytes(UTF_8));
    assertThat(dead.value()).isEqualTo("value".getBytes(UTF_8));
    assertThat(dead.headers().lastHeader("ce_id").value()).isEqualTo("id".getBytes(UTF_8));
    assertThat(DeadLetter.of(dead.headers()))
        .isEqualTo(new DeadLetter("it is bad", 3, Topics.XRAY_RECEIVED, 5, 42, NOW));
    assertThat(registry.counter(Metrics.DEAD).count()).isEqualTo(1);
  }

  @Test
  void tellsOfTheLastDeathOnly() throws InterruptedException {
    ConsumerRecord<byte[], byte[]> replayed = record();
    new DeadLetter("an old reason", 1, Topics.XRAY_RECEIVED, 1, 1, Instant.EPOCH)
        .headers()
        .forEach((name, text) -> replayed.headers().add(name, text.getBytes(UTF_8)));

    deadLetters.send(replayed, "a new reason", 1);

    assertThat(producer.history().get(0).headers().headers("dead_reason")).hasSize(1);
  }

  @Test
  void isToldWhenKafkaDoesNotAcknowledge() {
    producer.failures.add(new TimeoutException("away"));

    assertThatThrownBy(() -> deadLetters.send(record(), "it is bad", 1))
        .isInstanceOf(DeadLetterException.class)
        .hasMessage("the dead letter was not acknowledged: TimeoutException");
    assertThat(registry.counter(Metrics.DEAD).count()).isZero();
  }

  @Test
  void leavesTheValueOutWhereTheReasonMakesTheRecordTooLarge() throws InterruptedException {
    producer.failures.add(new RecordTooLargeException("by 3 bytes"));

    deadLetters.send(record(), "it is bad", 1);

    ProducerRecord<byte[], byte[]> dead = producer.history().get(0);
    assertThat(dead.value()).isNull();
    assertThat(DeadLetter.of(dead.headers()).offset()).isEqualTo(42);
  }

  private static ConsumerRecord<byte[], byte[]> record() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("ce_id", "id".getBytes(UTF_8));
    return new ConsumerRecord<>(
        Topics.XRAY_RECEIVED,
        5,
        42,
        0,
        TimestampType.CREATE_TIME,
        3,
        5,
        "key".getBytes(UTF_8),
        "value".getBytes(UTF_8),
        headers,
        Optional.empty());
  }
}
