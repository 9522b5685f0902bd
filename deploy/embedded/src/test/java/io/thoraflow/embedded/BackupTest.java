package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.message.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the operations guide promises of a pipeline on one machine: its stopped data folder is its
 * backup.
 */
class BackupTest {
  @TempDir Path folder;

  @Test
  void aCopyOfTheStoppedDatabaseHoldsEveryRow() throws Exception {
    // Given
    Path home = folder.resolve("postgresql");
    try (EmbeddedDatabase server = EmbeddedDatabase.start(home, 0)) {
      server.ensureDatabase("thoraflow");
      execute(server, "CREATE TABLE diagnosis AS SELECT generate_series(1, 1000) AS xray");
    }

    // When
    Path restored = copy(home);

    // Then
    try (EmbeddedDatabase server = EmbeddedDatabase.start(restored, 0);
        Connection connection = server.administrator("thoraflow").getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*), sum(xray) FROM diagnosis")) {
      rows.next();
      assertThat(List.of(rows.getLong(1), rows.getLong(2))).containsExactly(1_000L, 500_500L);
    }
  }

  @Test
  void aCopyOfTheStoppedBrokerHoldsEveryRecord() throws Exception {
    // Given
    Path home = folder.resolve("kafka");
    try (EmbeddedKafka broker = EmbeddedKafka.start(home, 0)) {
      KafkaTopics.ensure(broker.connection(), 1);
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(
              broker.connection().with(Map.of()), new StringSerializer(), new StringSerializer())) {
        for (int number = 0; number < 100; number++) {
          producer.send(new ProducerRecord<>(Topics.XRAY_RECEIVED, "key", "xray " + number)).get();
        }
      }
    }

    // When
    Path restored = copy(home);

    // Then
    TopicPartition partition = new TopicPartition(Topics.XRAY_RECEIVED, 0);
    try (EmbeddedKafka broker = EmbeddedKafka.start(restored, 0);
        KafkaConsumer<String, String> consumer =
            new KafkaConsumer<>(
                broker.connection().with(Map.of()),
                new StringDeserializer(),
                new StringDeserializer())) {
      assertThat(consumer.endOffsets(List.of(partition), Duration.ofSeconds(30)))
          .containsEntry(partition, 100L);
    }
  }

  /** As an operator would, with owners and permissions; the original is lost afterwards. */
  private Path copy(Path home) throws IOException, InterruptedException {
    Path copy = home.resolveSibling(home.getFileName() + "-restored");
    assertThat(
            new ProcessBuilder("cp", "-a", home.toString(), copy.toString())
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
    assertThat(new ProcessBuilder("rm", "-r", home.toString()).inheritIO().start().waitFor())
        .isZero();
    return copy;
  }

  private static void execute(EmbeddedDatabase server, String sql) throws SQLException {
    try (Connection connection = server.administrator("thoraflow").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
