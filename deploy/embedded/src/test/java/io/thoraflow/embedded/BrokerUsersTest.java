package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker's folder of the release before, where everybody was let in, and what asks for users. */
class BrokerUsersTest {
  @TempDir private static Path home;
  private static final String TOPIC = "old";
  private static final String READER = "thoraflow-auditor";
  private static final String PASSWORD = "\"quoted\\ ; password=";
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void anOldFolderIsTakenOver() throws Exception {
    try (EmbeddedKafka open = EmbeddedKafka.start(home, 0);
        Admin admin = Admin.create(open.connection().with(Map.of()))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
      send(open.connection(), "before");
    }
    kafka =
        EmbeddedKafka.start(
            home, 0, new BrokerUsers(Map.of(BrokerUsers.BROKER, "the broker's", READER, PASSWORD)));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void aUserFindsTheRecordsOfBeforeAndWritesNewOnes() throws Exception {
    send(connection(READER, PASSWORD), "after");

    assertThat(read(connection(READER, PASSWORD))).containsExactly("before", "after");
  }

  @ParameterizedTest
  @ValueSource(strings = {"guessed", "the broker's"})
  void aWrongPasswordIsRefused(String guess) {
    KafkaConnection connection = connection(READER, guess);

    assertThatThrownBy(() -> send(connection, "forged"))
        .rootCause()
        .isInstanceOf(SaslAuthenticationException.class);
    assertThatThrownBy(() -> read(connection)).isInstanceOf(SaslAuthenticationException.class);
  }

  @Test
  void aStrangerIsRefused() {
    assertThatThrownBy(() -> send(connection("somebody", PASSWORD), "forged"))
        .rootCause()
        .isInstanceOf(SaslAuthenticationException.class);
  }

  @Test
  void whoDoesNotLogInLearnsNothing() throws Exception {
    for (String port : List.of("port", "controller-port")) {
      String address = "127.0.0.1:" + Files.readString(home.resolve(port));
      try (Admin admin =
          Admin.create(
              Map.of(
                  "bootstrap.servers", address,
                  "request.timeout.ms", 1_000,
                  "default.api.timeout.ms", 1_500))) {
        assertThatThrownBy(() -> admin.describeCluster().nodes().get(10, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class);
      }
    }
  }

  @Test
  void theControllerAdmitsTheBrokerAlone() throws Exception {
    String controller = "127.0.0.1:" + Files.readString(home.resolve("controller-port"));
    Map<String, Object> reader =
        new HashMap<>(
            connection(READER, PASSWORD)
                .with(Map.of("request.timeout.ms", 10_000, "default.api.timeout.ms", 10_000)));
    reader.remove("bootstrap.servers");
    reader.put("bootstrap.controllers", controller);
    Map<String, Object> broker =
        new HashMap<>(
            kafka
                .connection()
                .with(Map.of("request.timeout.ms", 10_000, "default.api.timeout.ms", 10_000)));
    broker.remove("bootstrap.servers");
    broker.put("bootstrap.controllers", controller);

    try (Admin stranger = Admin.create(reader);
        Admin own = Admin.create(broker)) {
      assertThatThrownBy(() -> stranger.describeCluster().controller().get())
          .rootCause()
          .isInstanceOf(SaslAuthenticationException.class);
      assertThat(own.describeCluster().controller().get().id()).isEqualTo(1);
    }
  }

  @Test
  void itsConfigurationIsItsOwnersAlone() throws Exception {
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(home.resolve("server.properties"))))
        .isEqualTo("rw-------");
    for (String file : List.of("broker.log", "broker.out")) {
      assertThat(Files.readString(home.resolve(file))).doesNotContain("the broker's", "quoted");
    }
  }

  private static KafkaConnection connection(String user, String password) {
    return KafkaConnection.from(
        Settings.of(
            Map.of(
                "KAFKA_SECURITY_PROTOCOL", BrokerUsers.PROTOCOL,
                "KAFKA_USER", user,
                "KAFKA_PASSWORD", password)),
        kafka.connection().bootstrapServers());
  }

  private static void send(KafkaConnection connection, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection.with(Map.of()), new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(TOPIC, value.getBytes(StandardCharsets.UTF_8)))
          .get(30, TimeUnit.SECONDS);
    }
  }

  private static List<String> read(KafkaConnection connection) {
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            connection.with(Map.of()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      List<String> values = new ArrayList<>();
      while (consumer.position(partition) < end) {
        consumer
            .poll(Duration.ofSeconds(1))
            .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
      }
      return values;
    }
  }
}
