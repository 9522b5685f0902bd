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
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Two topics for one run, that no worker reads; closing deletes them. */
final class BenchTopics implements AutoCloseable {
  private static final int PARTITIONS = 12;
  private static final int BATCH_OVERHEAD_BYTES = 64 << 10;
  private static final long LOOK_AGAIN_MS = 50;

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
      topics.awaitLeaders();
      return topics;
    } catch (ExecutionException e) {
      topics.admin.close();
      throw new IOException("cannot create topics: " + e.getCause().getMessage(), e);
    }
  }

  /** A producer that meets a partition without a leader waits longer than a run takes. */
  private void awaitLeaders() throws ExecutionException, InterruptedException {
    while (!allHaveLeaders()) {
      Thread.sleep(LOOK_AGAIN_MS);
    }
  }

  private boolean allHaveLeaders() throws ExecutionException, InterruptedException {
    try {
      return admin
          .describeTopics(List.of(received, rejected))
          .allTopicNames()
          .get()
          .values()
          .stream()
          .flatMap(topic -> topic.partitions().stream())
          .allMatch(partition -> partition.leader() != null);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return false; // Created, but the broker has not heard of it yet.
      }
      throw e;
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
