package io.thoraflow.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaRight;
import io.thoraflow.contract.message.KafkaRightsCheck;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.ingest.IngestMain;
import io.thoraflow.ingest.rediagnose.WaitingXrays;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.replay.DeadLetterReplay;
import io.thoraflow.worker.WorkerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The pipeline with everything locked: what it may do, it does, and nothing else. */
class SecuredPipelineTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String OPERATOR = KafkaRole.OPERATOR.defaultUser();
  private static final String AUDITOR = KafkaRole.AUDITOR.defaultUser();
  private static final String TRAINER = KafkaRole.TRAINER.defaultUser();

  @RegisterExtension static final LockedServers servers = new LockedServers();

  @Test
  void everyFileArrivesThroughLockedServers() throws Exception {
    // Given
    Path inbox = Files.createDirectories(servers.root().resolve("inbox"));
    Path set = servers.root().resolve("phantoms");
    PhantomSet.write(set, 2, 7);
    try (Child ingest =
            servers.start(
                IngestMain.class, servers.ingestSettings(LockedServers.INGEST), "ingest");
        Child worker = servers.start(WorkerMain.class, servers.workerSettings(), "worker")) {

      // When
      List<Path> phantoms = files(set);
      for (int i = 0; i < phantoms.size(); i++) {
        Files.copy(phantoms.get(i), inbox.resolve(Integer.toString(i)));
      }
      Files.writeString(inbox.resolve("letter.txt"), "Dear colleague, ".repeat(40));
      // One that no worker can process.
      try (KafkaProducer<byte[], byte[]> producer = producer(LockedServers.INGEST)) {
        producer.send(new ProducerRecord<>(Topics.XRAY_RECEIVED, new byte[] {1})).get();
      }

      // Then
      await().atMost(PATIENCE).until(() -> count("diagnosis") == phantoms.size());
      await().atMost(PATIENCE).until(() -> count("rejection") == 1);
      await()
          .atMost(PATIENCE)
          .until(() -> worker.console().stream().anyMatch(line -> line.contains("xray.dead")));
      assertThat(
              new DeadLetterReplay(servers.kafka().connection(KafkaRole.OPERATOR.defaultUser()))
                  .run())
          .hasSize(1);
      assertThat(ingest.isAlive() && worker.isAlive()).isTrue();
    }
  }

  @Test
  void eachPrincipalMayDoItsOwnWorkAndNoMore() {
    assertThat(mayWrite(LockedServers.INGEST))
        .containsExactly(Topics.XRAY_RECEIVED, Topics.XRAY_REJECTED);
    assertThat(mayWrite(LockedServers.WORKER)).containsExactly(Topics.XRAY_DEAD);
    assertThat(mayWrite(TRAINER)).containsExactly(Topics.MODEL_PUBLISHED);
    assertThat(mayWrite(OPERATOR))
        .containsExactly(
            Topics.XRAY_RECEIVED,
            Topics.XRAY_REDIAGNOSE,
            Topics.XRAY_REJECTED,
            Topics.MODEL_PUBLISHED);
    assertThat(mayWrite(AUDITOR)).isEmpty();
    assertThat(mayWrite(KafkaRole.MONITOR.defaultUser())).isEmpty();
    assertThat(mayRead(LockedServers.INGEST)).isEmpty();
    assertThat(mayRead(LockedServers.WORKER))
        .containsExactly(
            Topics.XRAY_RECEIVED,
            Topics.XRAY_REDIAGNOSE,
            Topics.XRAY_REJECTED,
            Topics.MODEL_PUBLISHED);
    assertThat(mayRead(TRAINER)).isEmpty();
    assertThat(mayRead(OPERATOR)).isEqualTo(mayRead(AUDITOR));
    assertThat(mayRead(AUDITOR))
        .containsExactly(
            Topics.XRAY_RECEIVED, Topics.XRAY_REDIAGNOSE, Topics.XRAY_REJECTED, Topics.XRAY_DEAD);
    assertThat(mayRead(KafkaRole.MONITOR.defaultUser())).isEmpty();
    assertThatThrownBy(
            () -> new DeadLetterReplay(servers.kafka().connection(LockedServers.INGEST)).run())
        .isInstanceOf(AuthorizationException.class);
  }

  @Test
  void operatorsSeeWhatWaits() throws Exception {
    assertThat(new WaitingXrays(servers.kafka().connection(OPERATOR), "inference-worker").count())
        .isZero();
  }

  /** Else it could make workers skip X-rays, or read them again. */
  @ParameterizedTest
  @EnumSource(names = {"AUDITOR", "OPERATOR", "MONITOR", "TRAINER", "INGEST"})
  void nobodyButWorkersMovesTheirGroup(KafkaRole role) {
    try (Admin admin =
        Admin.create(servers.kafka().connection(role.defaultUser()).with(Map.of()))) {
      assertThatThrownBy(
              () ->
                  admin
                      .alterConsumerGroupOffsets(
                          "inference-worker",
                          Map.of(
                              new TopicPartition(Topics.XRAY_RECEIVED, 0),
                              new OffsetAndMetadata(7)))
                      .all()
                      .get())
          .hasCauseInstanceOf(AuthorizationException.class);
    }
  }

  private static List<String> mayRead(String user) {
    return may(user, AclOperation.READ);
  }

  private static List<String> mayWrite(String user) {
    return may(user, AclOperation.WRITE);
  }

  private static List<String> may(String user, AclOperation operation) {
    return Stream.of(
            Topics.XRAY_RECEIVED,
            Topics.XRAY_REDIAGNOSE,
            Topics.XRAY_REJECTED,
            Topics.XRAY_DEAD,
            Topics.MODEL_PUBLISHED)
        .filter(topic -> isAllowed(user, KafkaRight.topic(operation, topic)))
        .toList();
  }

  private static boolean isAllowed(String user, KafkaRight right) {
    try (Admin admin = Admin.create(servers.kafka().connection(user).with(Map.of()))) {
      return KafkaRightsCheck.missing(admin, List.of(right), PATIENCE).isEmpty();
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(String user) {
    return new KafkaProducer<>(
        servers.kafka().connection(user).with(Map.of()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static long count(String table) throws SQLException {
    try (Database dashboard = servers.database().open(Role.DASHBOARD);
        Connection connection = dashboard.connection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
