package io.thoraflow.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.ingest.IngestMain;
import io.thoraflow.ingest.archive.Archive;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.bench.StubModel;
import io.thoraflow.worker.WorkerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What commands find on locked servers: two X-rays are diagnosed, one record is dead, one original
 * has no outcome, and the version that serves has read nothing yet.
 *
 * @param diagnosed SHA-256 of the two
 * @param unsent SHA-256 of the original without an outcome
 */
record CommandScene(List<String> diagnosed, String unsent) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  static CommandScene play(LockedServers servers) throws Exception {
    Path data = servers.data().root();
    List<Path> phantoms = PhantomSet.write(servers.root().resolve("phantoms"), 2, 7);
    Path inbox = Files.createDirectories(data.resolve("inbox"));
    Map<String, String> folders =
        Map.of(
            "INGEST_INBOX", inbox.toString(),
            "INGEST_ARCHIVE", data.resolve("archive").toString(),
            "INGEST_REJECTED", data.resolve("rejected").toString());
    try (Child ingest =
            servers.start(
                IngestMain.class,
                LockedServers.with(servers.ingestSettings(LockedServers.INGEST), folders),
                "ingest");
        Child worker = servers.start(WorkerMain.class, servers.workerSettings(), "worker")) {
      for (Path phantom : phantoms.subList(0, 2)) {
        Files.copy(phantom, inbox.resolve(hash(phantom) + ".jpg"));
      }
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              servers.kafka().connection(LockedServers.INGEST).with(Map.of()),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        producer.send(new ProducerRecord<>(Topics.XRAY_RECEIVED, new byte[] {1})).get();
      }
      await().atMost(PATIENCE).until(() -> diagnoses(servers) == 2);
      await()
          .atMost(PATIENCE)
          .until(() -> worker.console().stream().anyMatch(line -> line.contains("xray.dead")));
      assertThat(ingest.isAlive()).isTrue();
    }
    Path path =
        servers.data().archive().resolve(Archive.pathOf(hash(phantoms.get(2)), SourceFormat.PNG));
    Files.createDirectories(path.getParent());
    Files.copy(phantoms.get(2), path);
    // A version that has read nothing yet.
    try (Database trainer = servers.database().open(Role.TRAINER)) {
      StubModel.publish(servers.root().resolve("models"), new ModelRegistry(trainer.dataSource()));
    }
    return new CommandScene(
        List.of(hash(phantoms.get(0)), hash(phantoms.get(1))), hash(phantoms.get(2)));
  }

  /** SHA-256 of the first or the second. */
  String diagnosed(int number) {
    return diagnosed.get(number);
  }

  private static String hash(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long diagnoses(LockedServers servers) {
    try (Database dashboard = servers.database().open(Role.DASHBOARD)) {
      return new Sql(dashboard.dataSource())
          .query("counting", "SELECT count(*) AS n FROM diagnosis", row -> row.getLong("n"))
          .get(0);
    }
  }
}
