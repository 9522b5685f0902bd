package io.thoraflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.embedded.testing.KafkaExtension;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does to topics while ingest writes to them. */
class ChangedTopicsTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path root;

  @Test
  void topicsThatAreDeletedAndMadeAgainTakeWhatHasWaited() throws Exception {
    Workspace workspace = new Workspace(root);
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), Clock.systemUTC())) {
      workspace.drop("first.jpg", Xrays.jpeg(1));
      await().atMost(LIMIT).until(() -> workspace.waiting().isEmpty());

      delete(Topics.XRAY_RECEIVED);
      await().atMost(LIMIT).until(() -> !ingest.isReady());
      String second = workspace.drop("second.jpg", Xrays.jpeg(2));
      kafka.emptyTopics();

      try (Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
        received.awaitRecord(second);
      }
      await().atMost(LIMIT).until(ingest::isReady);
      await().atMost(LIMIT).until(() -> workspace.waiting().isEmpty());
      assertThat(ingest.metrics().get(Metrics.CLOCK_SKEW).tag("against", "broker").gauge().value())
          .as("the broker's time, as the topic keeps it")
          .isLessThan(60);
    }
  }

  private static void delete(String topic) throws Exception {
    try (Admin admin = Admin.create(kafka.connection().with(Map.of()))) {
      admin.deleteTopics(List.of(topic)).all().get();
    }
  }
}
