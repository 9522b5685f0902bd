package io.thoraflow.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.embedded.SecuredKafka;
import io.thoraflow.ingest.IngestMain;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.worker.WorkerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A password that changes under a running worker ends it with one sentence; started again it reads
 * the new one, and nothing is lost in between.
 */
class SecretRotationTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @RegisterExtension static final LockedServers servers = new LockedServers();

  private static Iterator<Path> phantoms;
  private static long dropped;

  @BeforeAll
  static void drawPhantoms() throws IOException {
    phantoms = PhantomSet.write(servers.root().resolve("phantoms"), 4, 7).iterator();
  }

  @Test
  void aNewPasswordOfKafkaIsTakenUpByANewStart() throws Exception {
    Map<String, String> settings = servers.workerSettings();
    try (Child ingest =
        servers.start(IngestMain.class, servers.ingestSettings(LockedServers.INGEST), "ingest")) {
      try (Child worker = servers.start(WorkerMain.class, settings, "worker")) {
        awaitDiagnosisOf(drop());

        // When: first the file, then the server
        Path file =
            Files.writeString(Path.of(settings.get("KAFKA_PASSWORD_FILE")), "quite another");
        assertThat(
                servers.command(
                    LockedServers.with(
                        servers.kafka().settings(SecuredKafka.ADMIN),
                        Map.of("KAFKA_WORKER_PASSWORD_FILE", file.toString())),
                    "kafka",
                    "users"))
            .containsExactly("0", "passwords set of " + LockedServers.WORKER);

        // Then
        assertEnds(
            worker,
            "Kafka at %s refuses User:%s: no such user with this password; KAFKA_USER and KAFKA_PASSWORD, or KAFKA_SASL_JAAS_CONFIG, must be what the brokers know"
                .formatted(servers.address(), LockedServers.WORKER));
      }
      assertResumes(settings);
      assertThat(ingest.isAlive()).isTrue();
    } finally {
      servers.kafka().addUsers(LockedServers.WORKER);
    }
  }

  @Test
  void aNewPasswordOfPostgresIsTakenUpByANewStart() throws Exception {
    Map<String, String> settings = servers.workerSettings();
    String before = settings.get("DATABASE_PASSWORD");
    servers.keepInFile(settings, "DATABASE_PASSWORD");
    try (Child ingest =
        servers.start(IngestMain.class, servers.ingestSettings(LockedServers.INGEST), "ingest")) {
      try (Child worker = servers.start(WorkerMain.class, settings, "worker")) {
        awaitDiagnosisOf(drop());

        // When
        Files.writeString(Path.of(settings.get("DATABASE_PASSWORD_FILE")), "quite another");
        servers.database().changePassword(Role.WORKER, "quite another");

        // Then
        assertEnds(
            worker,
            "PostgreSQL at %s refuses user thoraflow_worker: no such user with this password; DATABASE_USER and DATABASE_PASSWORD must be what PostgreSQL knows"
                .formatted(servers.databaseAddress()));
      }
      assertResumes(settings);
      assertThat(ingest.isAlive()).isTrue();
    } finally {
      servers.database().changePassword(Role.WORKER, before);
    }
  }

  private static long drop() throws IOException {
    Path inbox = Files.createDirectories(servers.root().resolve("inbox"));
    dropped++;
    Files.copy(phantoms.next(), inbox.resolve(dropped + ".jpg"));
    return dropped;
  }

  private static void awaitDiagnosisOf(long xrays) {
    await().atMost(PATIENCE).until(() -> diagnoses() == xrays);
  }

  private static void assertEnds(Child worker, String sentence) throws InterruptedException {
    assertThat(worker.exitStatus()).isEqualTo(AccessRefusedException.EXIT_STATUS);
    assertThat(worker.console())
        .filteredOn(line -> line.startsWith("ERROR"))
        .isEqualTo(List.of("ERROR The worker ends: " + sentence));
  }

  /** What arrives meanwhile waits. */
  private static void assertResumes(Map<String, String> settings) throws Exception {
    long all = drop();
    try (Child successor = servers.start(WorkerMain.class, settings, "worker")) {
      awaitDiagnosisOf(all);
      assertThat(successor.isAlive()).isTrue();
    }
  }

  private static long diagnoses() {
    try (Database dashboard = servers.database().open(Role.DASHBOARD)) {
      return new Sql(dashboard.dataSource())
          .query("counting", "SELECT count(*) AS n FROM diagnosis", row -> row.getLong("n"))
          .get(0);
    }
  }
}
