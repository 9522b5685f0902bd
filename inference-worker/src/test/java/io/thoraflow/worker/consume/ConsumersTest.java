package io.thoraflow.worker.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.embedded.testing.KafkaExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConsumersTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration A_WHILE = Duration.ofSeconds(1);
  private static final int PARTITIONS = 6;
  private static final int RECORDS = 4;
  private static final int MEGABYTE = 1 << 20;

  /** Answers to other requests among what comes in. */
  private static final int OTHERS = 64 << 10;

  @Test
  void beforeTheFirstRecordsAreTakenSixteenMegabytesAreFetched() throws Exception {
    String topic = kafka.freshTopic(PARTITIONS);
    fill(topic);
    try (Consumer<byte[], byte[]> consumer =
        Consumers.open(kafka.connection(), "bounds", "bounds", 1)) {
      consumer.subscribe(List.of(topic));
      await().atMost(LIMIT).until(() -> consumer.poll(Duration.ofMillis(100)).count() == 1);

      consumer.pause(consumer.assignment());

      await()
          .during(A_WHILE)
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                consumer.poll(Duration.ofMillis(100));
                assertThat(incoming(consumer))
                    .isBetween((long) MEGABYTE, 4L * Topics.MAX_RECORD_BYTES + OTHERS);
              });
    }
  }

  private static void fill(String topic) throws Exception {
    Map<String, Object> config =
        kafka.connection().with(Map.of(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * MEGABYTE));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int number = 0; number < PARTITIONS * RECORDS; number++) {
        Future<RecordMetadata> sent =
            producer.send(
                new ProducerRecord<>(topic, number % PARTITIONS, null, new byte[MEGABYTE]));
        sent.get();
      }
    }
  }

  private static long incoming(Consumer<?, ?> consumer) {
    return consumer.metrics().entrySet().stream()
        .filter(metric -> metric.getKey().name().equals("incoming-byte-total"))
        .filter(metric -> metric.getKey().group().equals("consumer-metrics"))
        .mapToLong(metric -> ((Double) metric.getValue().metricValue()).longValue())
        .sum();
  }
}
