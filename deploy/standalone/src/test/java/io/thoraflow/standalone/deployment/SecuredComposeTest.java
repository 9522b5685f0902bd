package io.thoraflow.standalone.deployment;

import static io.thoraflow.standalone.deployment.Checkout.assumeVisibly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.ingest.IngestConfig;
import io.thoraflow.ingest.IngestMain;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.bench.StubModel;
import io.thoraflow.standalone.secured.Child;
import io.thoraflow.trainer.TrainerConfig;
import io.thoraflow.worker.WorkerConfig;
import io.thoraflow.worker.WorkerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The services of {@code docker-compose.secure.yml} with their very settings and secrets, on {@link
 * SecuredImages}.
 */
@TestMethodOrder(OrderAnnotation.class)
class SecuredComposeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final ComposeFile compose = ComposeFile.readSecured();

  @TempDir private static Path root;
  private static SecuredImages images;

  @BeforeAll
  static void startServers() throws Exception {
    assumeVisibly(hasOpenssl(), "openssl is not installed");
    images = new SecuredImages(compose, root);
    images.makeSecrets();
    images.startKafka();
    images.startPostgres();
  }

  private static boolean hasOpenssl() throws InterruptedException {
    try {
      return new ProcessBuilder("openssl", "version")
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterAll
  static void stopServers() {
    if (images != null) {
      images.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ingest, thoraflow-ingest",
    "inference-worker, thoraflow-worker",
    "inference-worker-gpu, thoraflow-worker",
    "trainer, thoraflow-trainer",
    "migrate, admin"
  })
  @Order(1)
  void everyProcessReadsItsSettings(String service, String user) {
    Map<String, String> environment = images.settings(service);
    environment.put("TENSORFLOW_LIBRARY_PATH", root.toString()); // The launcher sets it.
    Settings settings = Settings.of(environment);

    KafkaConnection kafka =
        switch (service) {
          case "ingest" -> IngestConfig.from(settings).kafka();
          case "trainer" -> TrainerConfig.from(settings).kafka();
          case "migrate" -> settings.verified(KafkaConnection.from(settings));
          default -> WorkerConfig.from(settings).kafka();
        };

    assertThat(kafka.principal()).isEqualTo("User:" + user);
    assertThat(kafka.properties())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry(
            "ssl.truststore.location", images.secrets().resolve("tls_authority").toString());
  }

  @Test
  @Order(2)
  void migratePreparesServersThatKnowNobody() throws Exception {
    Map<String, String> settings = images.settings("migrate");
    settings.put("DATABASE_ADMIN_USER", SecuredImages.DATABASE_ADMINISTRATOR);

    assertThat(command(settings, "migrate"))
        .contains("0", "roles and their passwords are as set")
        .contains("users of Kafka, their passwords and rights are as set");
  }

  @Test
  @Order(3)
  void anXrayPassesThroughTheProcesses() throws Exception {
    // Given
    Map<String, String> worker = images.settings("inference-worker");
    worker.put("WORKER_DEVICE", "stub");
    Path models = Path.of(worker.get("MODEL_REPOSITORY"));
    try (Database trainer = open("trainer", Role.TRAINER)) {
      StubModel.publish(
          new ModelRepository(models, ModelKeyFiles.signing(images.secrets())),
          new ModelRegistry(trainer.dataSource()));
    }
    Map<String, String> ingest = images.settings("ingest");
    Path inbox = Files.createDirectories(Path.of(ingest.get("INGEST_INBOX")));
    try (Child ingesting = Child.start(IngestMain.class, ingest, root.resolve("ingest.out"));
        Child working = Child.start(WorkerMain.class, worker, root.resolve("worker.out"))) {

      // When
      Files.copy(PhantomSet.write(root.resolve("phantoms"), 1, 7).get(0), inbox.resolve("a.jpg"));

      // Then
      await().atMost(PATIENCE).until(() -> diagnoses() == 1);
      assertThat(ingesting.console()).noneMatch(line -> line.startsWith("ERROR"));
      assertThat(working.console()).noneMatch(line -> line.startsWith("ERROR"));
    }
  }

  @Test
  @Order(4)
  void commandsLogInAsTheirRoles() throws Exception {
    Map<String, String> settings = images.settings("thoraflow");
    for (ComposeFile.SecretFile secret : compose.service("thoraflow").secretFiles()) {
      Path target = Path.of(images.here(secret.target()));
      if (!target.startsWith(images.secrets())) {
        Files.createDirectories(target.getParent());
        Files.copy(images.secrets().resolve(secret.secret()), target);
      }
    }

    assertThat(command(settings, "audit")).startsWith("0").contains("clean");
    assertThat(command(settings, "replay")).containsExactly("0", "0 records replayed");
    assertThat(command(settings, "model", "promote", "1")).containsExactly("0", "version 1 serves");
  }

  /** The storage is formatted only once. */
  @Test
  @Order(5)
  void kafkaStartsAgainWithItsUsers() throws Exception {
    images.stopKafka();
    images.startKafka();

    assertThat(command(images.settings("migrate"), "kafka", "topics"))
        .containsExactly("0", "all topics are there");
  }

  private static List<String> command(Map<String, String> settings, String... arguments)
      throws Exception {
    Path output = Files.createTempDirectory(root, "command").resolve("output");
    try (Child child = Child.command(List.of(arguments), settings, output)) {
      return child.result();
    }
  }

  private static Database open(String service, Role role) {
    return Database.open(
        DatabaseConfig.from(Settings.of(new HashMap<>(images.settings(service))), role), "test", 1);
  }

  private static long diagnoses() {
    try (Database worker = open("inference-worker", Role.WORKER)) {
      return new Sql(worker.dataSource())
          .query("counting", "SELECT count(*) AS n FROM diagnosis", row -> row.getLong("n"))
          .get(0);
    }
  }
}
