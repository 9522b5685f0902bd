package io.thoraflow.ingest.bench;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Topics;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Two topics for one run, that no worker reads; closing deletes them. */
final class BenchTopics implements AutoCloseable {
  private static final int PARTITIONS = 12;
  private static final int BATCH_OVERHEAD_BYTES = 64 << 10;

  private final Admin admin;
  private final String received = "bench-received-" + UUID.randomUUID();
  private final String rejected = "bench-rejected-" + UUID.randomUUID();

  private BenchTopics(Admin admin) {
    this.admin = admin;
  }

  static BenchTopics create(KafkaConnection kafka) throws IOException, InterruptedException {
    BenchTopics topics = new BenchTopics(Admin.create(kafka.with(Map.of())));
    try {
      topics
          .admin
          .createTopics(List.of(topic(topics.received, PARTITIONS), topic(topics.rejected, 1)))
          .all()
          .get();
      topics.settle(kafka);
      return topics;
    } catch (ExecutionException e) {
      topics.admin.close();
      throw new IOException("cannot create topics: " + e.getCause().getMessage(), e);
    }
  }

  /**
   * Writes one record to each partition. While a broker takes a new partition over, it may refuse a
   * producer's first batch and accept the second, and then refuses the first for good
   * (KAFKA-15591): a measurement must not begin before that.
   */
  private void settle(KafkaConnection kafka) throws ExecutionException, InterruptedException {
    Map<String, Object> config =
        kafka.with(
            Map.of(
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        producer.send(new ProducerRecord<>(received, partition, null, new byte[1])).get();
      }
    }
  }

  private static NewTopic topic(String name, int partitions) {
    int maxBytes = Topics.MAX_RECORD_BYTES + BATCH_OVERHEAD_BYTES;
    return new NewTopic(name, Optional.of(partitions), Optional.empty())
        .configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxBytes)));
  }

  String received() {
    return received;
  }

  String rejected() {
    return rejected;
  }

  @Override
  public void close() {
    var unused = admin.deleteTopics(List.of(received, rejected)).all();
    admin.close();
  }
}
