package io.thoraflow.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.embedded.testing.KafkaExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  @Test
  void twoBrokersThatStartTogetherWithTheSameWishBothServe(@TempDir Path homes) throws Exception {
    int wish;
    try (RecordedPort free = RecordedPort.hold(homes.resolve("port"), 0)) {
      wish = free.number();
    }
    CompletableFuture<EmbeddedKafka> one =
        CompletableFuture.supplyAsync(() -> EmbeddedKafka.start(homes.resolve("one"), wish));
    CompletableFuture<EmbeddedKafka> two =
        CompletableFuture.supplyAsync(() -> EmbeddedKafka.start(homes.resolve("two"), wish));

    try (EmbeddedKafka first = one.get();
        EmbeddedKafka second = two.get()) {
      Set<String> addresses =
          Set.of(first.connection().bootstrapServers(), second.connection().bootstrapServers());
      assertThat(addresses).hasSize(2).contains("127.0.0.1:" + wish);
    }
  }

  @Test
  void acknowledgedRecordsSurviveAKilledBroker() throws Exception {
    // Given
    String topic = kafka.freshTopic(1);
    send(topic, new byte[] {1, 2, 3});

    // When
    kafka.kill();
    kafka.start();

    // Then
    assertThat(read(topic)).containsExactly(new byte[] {1, 2, 3});
  }

  @Test
  void anOrderlyRestartKeepsAddressAndRecords() throws Exception {
    // Given
    KafkaConnection before = kafka.connection();
    String topic = kafka.freshTopic(1);
    send(topic, new byte[] {4});

    // When
    kafka.stop();
    kafka.start();

    // Then
    assertThat(kafka.connection()).isEqualTo(before);
    assertThat(read(topic)).containsExactly(new byte[] {4});
  }

  @Test
  void theLargestRecordFits() throws Exception {
    byte[] largest = new byte[Topics.MAX_RECORD_BYTES];

    send(Topics.XRAY_RECEIVED, largest);

    assertThat(read(Topics.XRAY_RECEIVED)).singleElement().isEqualTo(largest);
  }

  @Test
  void topicsAreMadeOnce() {
    assertThat(KafkaTopics.ensure(kafka.connection(), 7)).isEmpty();
  }

  @Test
  void modelPublicationsAreCompactedAndXraysShared() throws Exception {
    try (Admin admin = Admin.create(kafka.connection().with(Map.of()))) {
      ConfigResource resource =
          new ConfigResource(ConfigResource.Type.TOPIC, Topics.MODEL_PUBLISHED);

      assertThat(
              admin
                  .describeConfigs(Set.of(resource))
                  .all()
                  .get()
                  .get(resource)
                  .get("cleanup.policy")
                  .value())
          .isEqualTo("compact");
      assertThat(
              admin
                  .describeTopics(Set.of(Topics.XRAY_RECEIVED))
                  .allTopicNames()
                  .get()
                  .get(Topics.XRAY_RECEIVED)
                  .partitions())
          .hasSize(KafkaExtension.PARTITIONS);
    }
  }

  private static void send(String topic, byte[] value) throws Exception {
    Map<String, Object> config =
        kafka.connection().with(Map.of("max.request.size", KafkaTopics.MAX_MESSAGE_BYTES));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, 0, null, value)).get(30, SECONDS);
    }
  }

  private static List<byte[]> read(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            kafka.connection().with(Map.of()),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      List<byte[]> values = new ArrayList<>();
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }
}
