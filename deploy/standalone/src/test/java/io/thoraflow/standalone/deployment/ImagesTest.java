package io.thoraflow.standalone.deployment;

import static io.thoraflow.standalone.deployment.Checkout.assumeVisibly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.embedded.EmbeddedDatabase;
import io.thoraflow.embedded.EmbeddedKafka;
import io.thoraflow.embedded.SecretFile;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.trainer.publish.DatabaseRegister;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.testing.GeneratedModel;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The services of {@code docker-compose.yml}, each from nothing but the files that its Dockerfile
 * copies, by the image's command line, as the image's user on a read-only root; the servers are the
 * embedded ones. Needs {@code mvn -Pdistribution package}: {@code deploy/docker/check.sh} does
 * both.
 */
@TestMethodOrder(OrderAnnotation.class)
class ImagesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(12);
  private static final String DATABASE = "thoraflow";

  /** On the checkout's file system, so that files can be linked. */
  private static final Path WORK =
      Checkout.path("deploy/standalone/target/images-" + ProcessHandle.current().pid());

  private static final Path VOLUMES = WORK.resolve("volumes");
  private static final Path SECRETS = WORK.resolve("secrets");

  private static final ComposeFile compose = ComposeFile.read();
  private static final Map<String, Container> running = new LinkedHashMap<>();
  private static EmbeddedKafka kafka;
  private static EmbeddedDatabase database;
  private static int dicomPort;

  @BeforeAll
  static void startBareServers() throws Exception {
    assumeVisibly(Checkout.isLaidOut(), "deploy/docker/check.sh runs this");
    assertThat(Container.isPossible()).as("only root may make root file systems").isTrue();
    Files.createDirectories(VOLUMES);
    Files.createDirectories(SECRETS);
    ModelKeyFiles.make(SECRETS);
    for (String secret : compose.names("secrets")) {
      String unused = SecretFile.readOrCreate(SECRETS.resolve(secret));
      // As prepare.sh leaves them: Compose mounts files as they are, and the images' user reads
      // them.
      Files.setPosixFilePermissions(
          SECRETS.resolve(secret), PosixFilePermissions.fromString("r--r--r--"));
    }
    kafka = EmbeddedKafka.start(WORK.resolve("kafka"), 0);
    database = EmbeddedDatabase.start(WORK.resolve("postgresql"), 0);
    database.ensureDatabase(DATABASE);
    String password = Files.readString(SECRETS.resolve("postgres_password"));
    try (Connection connection = database.administrator(DATABASE).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE dba SUPERUSER LOGIN PASSWORD '%s'".formatted(password));
    }
    dicomPort = freePort();
  }

  @AfterAll
  static void stopEverything() throws IOException {
    running.values().forEach(Container::close);
    if (kafka != null) {
      kafka.close();
    }
    if (database != null) {
      database.close();
    }
    if (Files.exists(WORK)) {
      try (Stream<Path> paths = Files.walk(WORK)) {
        paths.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  @Test
  @Order(1)
  void migratePreparesBareServersAndEnds() throws Exception {
    Container migrate = start("migrate", Map.of("DATABASE_ADMIN_USER", "dba"));

    assertThat(migrate.awaitEnd(PATIENCE)).as(migrate.output()).isZero();
    assertThat(migrate.output())
        .contains("migrations of the schema ran")
        .contains("topics made: model.published, xray.dead, xray.received");
  }

  @Test
  @Order(2)
  void everyProcessLives() throws Exception {
    Files.createDirectories(VOLUMES.resolve("models"));
    publishAModel();
    for (String service : List.of("ingest", "inference-worker", "dicom-receiver", "trainer")) {
      running.put(service, start(service, own(service)));
    }
    running.forEach(
        (name, container) ->
            await()
                .atMost(PATIENCE)
                .failFast(
                    () -> {
                      assertThat(container.isAlive()).as(name + ": " + container.output()).isTrue();
                    })
                .untilAsserted(
                    () -> assertThat(container.isHealthy()).as(container.output()).isTrue()));
  }

  @Test
  @Order(3)
  void anXraySentByDicomBecomesADiagnosis() throws Exception {
    Path dicom =
        PhantomSet.write(WORK.resolve("phantoms"), 3, 4711).stream()
            .filter(file -> file.toString().endsWith(".dcm"))
            .findFirst()
            .orElseThrow();

    Process sender =
        new ProcessBuilder(
                "storescu",
                "-xs",
                "-aec",
                "THORAFLOW",
                "127.0.0.1",
                Integer.toString(dicomPort),
                dicom.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(sender.waitFor()).as(printed + running.get("dicom-receiver").output()).isZero();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(diagnoses()).as(outputs()).containsExactly("pacs"));
  }

  @Test
  @Order(4)
  void theCommandShowsIt() throws Exception {
    Container command = start("thoraflow", Map.of(), "results");

    assertThat(command.awaitEnd(PATIENCE)).as(command.output()).isZero();
    assertThat(command.output()).contains("pacs");
  }

  @Test
  @Order(5)
  void theEraserMayDeleteIt() throws Exception {
    String xray = rows("SELECT sha256 FROM xray").get(0);

    Container eraser = start("eraser", Map.of(), "erase", "--xray", xray, "--yes");

    assertThat(eraser.awaitEnd(PATIENCE)).as(eraser.output()).isZero();
    assertThat(rows("SELECT sha256 FROM xray")).isEmpty();
    try (Stream<Path> kept = Files.walk(VOLUMES.resolve("archive"))) {
      assertThat(kept.map(Path::toString)).noneMatch(path -> path.contains(xray));
    }
  }

  @Test
  @Order(6)
  void everyProcessEndsInOrder() throws Exception {
    for (Map.Entry<String, Container> service : running.entrySet()) {
      assertThat(service.getValue().stop(STOP))
          .as(service.getKey() + ": " + service.getValue().output())
          .isIn(0, 143); // 143: ended by SIGTERM.
    }
  }

  private static Container start(String service, Map<String, String> settings, String... command)
      throws IOException {
    Map<String, String> all = new HashMap<>();
    Map<String, String> composed = compose.service(service).environment();
    if (composed.containsKey("KAFKA_BOOTSTRAP_SERVERS")) {
      all.put("KAFKA_BOOTSTRAP_SERVERS", kafka.connection().bootstrapServers());
    }
    if (composed.containsKey("DATABASE_URL")) {
      all.put("DATABASE_URL", database.url(DATABASE));
    }
    all.putAll(settings);
    return Container.create(compose.service(service), WORK.resolve(service), VOLUMES, SECRETS, all)
        .start(command);
  }

  /** The network is this machine's, where ports may be taken. */
  private static Map<String, String> own(String service) throws IOException {
    return service.equals("dicom-receiver")
        ? Map.of("DICOM_PORT", Integer.toString(dicomPort))
        : Map.of("MONITORING_PORT", Integer.toString(freePort()));
  }

  private static void publishAModel() throws IOException {
    ModelRepository repository =
        new ModelRepository(VOLUMES.resolve("models"), ModelKeyFiles.signing(SECRETS));
    try (Database trainer = open(Role.TRAINER, "trainer_password")) {
      GeneratedModel.publish(
          new ModelPublisher(
              repository,
              new DatabaseRegister(
                  new ModelRegistry(trainer.dataSource()), repository, "ImagesTest"),
              version -> {},
              Clock.systemUTC()));
    }
  }

  private static List<String> diagnoses() throws IOException, SQLException {
    return rows("SELECT site FROM worklist WHERE label IS NOT NULL");
  }

  private static List<String> rows(String sql) throws IOException, SQLException {
    try (Database dashboard = open(Role.DASHBOARD, "dashboard_password");
        Connection connection = dashboard.connection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      Stream.Builder<String> texts = Stream.builder();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts.build().toList();
    }
  }

  private static Database open(Role role, String secret) throws IOException {
    return Database.open(
        new DatabaseConfig(
            database.url(DATABASE), role.user(), Files.readString(SECRETS.resolve(secret))),
        "test",
        1);
  }

  private static String outputs() {
    StringBuilder outputs = new StringBuilder();
    running.forEach(
        (name, container) -> outputs.append(name).append(": ").append(container.output()));
    return outputs.toString();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
