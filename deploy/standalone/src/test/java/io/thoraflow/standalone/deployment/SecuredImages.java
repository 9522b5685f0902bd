package io.thoraflow.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.embedded.EmbeddedDatabase;
import io.thoraflow.embedded.SecretFile;
import io.thoraflow.embedded.process.ChildProcess;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Kafka and PostgreSQL as {@code docker-compose.secure.yml} starts them, without an engine: by the
 * scripts and settings that stand there, with the certificates that {@code certificates.sh} makes.
 * In place of the images there are Kafka's own classes, the one that turns the image's environment
 * into properties among them, and the embedded PostgreSQL; folders and ports are others.
 */
final class SecuredImages implements AutoCloseable {
  static final String DATABASE = "thoraflow";

  /** In place of {@code postgres}, whose password the embedded server keeps to itself. */
  static final String DATABASE_ADMINISTRATOR = "dba";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ComposeFile compose;
  private final Path root;
  private final ContainerPlaces places;
  private ChildProcess kafka;
  private EmbeddedDatabase database;

  SecuredImages(ComposeFile compose, Path root) {
    this.compose = compose;
    this.root = root;
    this.places = new ContainerPlaces(root, () -> database == null ? 0 : database.port());
  }

  Path secrets() {
    return places.secrets();
  }

  /** What a container sees, where it is here. */
  String here(String text) {
    return places.here(text);
  }

  /** As prepare.sh and certificates.sh leave them. */
  void makeSecrets() throws IOException, InterruptedException {
    for (String secret : compose.names("secrets")) {
      if (!secret.startsWith("tls_") && !ModelKeyFiles.isOne(secret)) {
        SecretFile.readOrCreate(secrets().resolve(secret));
        Files.setPosixFilePermissions(
            secrets().resolve(secret), PosixFilePermissions.fromString("r--r--r--"));
      }
    }
    ModelKeyFiles.make(secrets());
    run(
        Checkout.path("deploy/docker/certificates.sh").toString(),
        "--folder",
        secrets().toString());
  }

  /** The settings of one of our services. */
  Map<String, String> settings(String service) {
    Map<String, String> settings =
        new HashMap<>(compose.service(service).dockerfile().last().environment());
    settings.putAll(compose.service(service).environment());
    settings.replaceAll((name, value) -> here(value));
    settings.put("MONITORING_PORT", "0");
    return settings;
  }

  void startKafka() throws IOException, InterruptedException {
    Path opt = Files.createDirectories(root.resolve("opt/bin")).getParent();
    Files.createDirectories(root.resolve("tmp"));
    Files.createDirectories(opt.resolve("config"));
    String java =
        "java -Xmx384m -XX:+UseSerialGC -Dlogback.configurationFile=embedded-broker-logback.xml -Dembedded.broker.log=%s "
            .formatted(root.resolve("broker.log"));
    script(opt.resolve("bin/kafka-storage.sh"), "exec " + java + "kafka.tools.StorageTool \"$@\"");
    // As the image's own start, whose second formatting finds that it is done.
    script(
        opt.resolve("run"),
        """
        printed="$(%skafka.docker.KafkaDockerWrapper setup --default-configs-dir %s/default --mounted-configs-dir %s/mounted --final-configs-dir %s/config 2>&1)" ||
          grep -qi "already formatted" <<<"$printed" || { echo "$printed"; exit 1; }
        exec %sio.thoraflow.embedded.process.ParentBound kafka.Kafka %s/config/server.properties\
        """
            .formatted(java, opt, opt, opt, java, opt));
    ComposeFile.Service service = compose.service("kafka");
    List<String> command = new ArrayList<>(service.texts("entrypoint"));
    Path start = root.resolve("start-kafka.sh");
    Files.writeString(start, here(Files.readString(Path.of(here(command.get(1))))));
    ProcessBuilder builder = new ProcessBuilder(command.get(0), start.toString());
    Map<String, String> environment = new LinkedHashMap<>(service.environment());
    environment.replaceAll((name, value) -> here(value));
    builder.environment().keySet().removeIf(name -> name.startsWith("KAFKA_"));
    builder.environment().putAll(environment);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(root.resolve("kafka.out").toFile()));
    kafka = new ChildProcess(builder.start());
    await()
        .atMost(PATIENCE)
        .failFast(
            () -> {
              assertThat(kafka.isAlive()).as(kafkaOutput()).isTrue();
            })
        .ignoreExceptions()
        .until(() -> isListening() && isHealthy());
  }

  String kafkaOutput() throws IOException {
    return Files.readString(root.resolve("kafka.out"));
  }

  /** Else an Admin client would complain of each attempt. */
  private boolean isListening() throws IOException {
    try (Socket unused = new Socket(InetAddress.getLoopbackAddress(), places.kafkaPort())) {
      return true;
    }
  }

  /** With the settings of the container's health check. */
  boolean isHealthy() throws IOException, ExecutionException, InterruptedException {
    Properties properties = new Properties();
    JsonNode test = compose.service("kafka").node().path("healthcheck").path("test");
    Path file = Path.of(here(test.get(5).asText()));
    try (Reader reader = new StringReader(here(Files.readString(file)))) {
      properties.load(reader);
    }
    properties.put("bootstrap.servers", here(test.get(3).asText()));
    properties.put("default.api.timeout.ms", "5000");
    properties.put("request.timeout.ms", "2000");
    try (Admin admin = Admin.create(properties)) {
      return !admin.describeCluster().nodes().get().isEmpty();
    }
  }

  void stopKafka() {
    kafka.stop(Duration.ofSeconds(8));
  }

  /** By what the service's start script hands to the image's. */
  void startPostgres() throws IOException, InterruptedException, SQLException {
    Path home = root.resolve("postgresql");
    database = EmbeddedDatabase.start(home, 0);
    database.ensureDatabase(DATABASE);
    Files.createDirectories(root.resolve("postgresql-run"));
    ComposeFile.Service service = compose.service("postgres");
    Path start = root.resolve("start-postgres.sh");
    script(
        start,
        here(Files.readString(Path.of(here(service.texts("entrypoint").get(1)))))
            .replace("exec docker-entrypoint.sh", "printf '%s\\n'"));
    List<String> command = new ArrayList<>(List.of("bash", start.toString()));
    service.texts("command").forEach(argument -> command.add(here(argument)));
    List<String> given = run(command.toArray(String[]::new)).lines().toList();
    String password = Files.readString(secrets().resolve("postgres_password"));
    try (Connection connection = database.administrator(DATABASE).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE ROLE %s SUPERUSER LOGIN PASSWORD '%s'"
              .formatted(DATABASE_ADMINISTRATOR, password));
      for (String argument : given) {
        int equals = argument.indexOf('=');
        if (equals > 0) {
          statement.execute(
              "ALTER SYSTEM SET %s = '%s'"
                  .formatted(argument.substring(0, equals), argument.substring(equals + 1)));
        }
      }
    }
    database.close();
    database = EmbeddedDatabase.start(home, 0);
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text.startsWith("#!") ? text : "#!/bin/bash\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private static String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + printed);
    }
    return printed;
  }

  @Override
  public void close() {
    if (kafka != null) {
      stopKafka();
    }
    if (database != null) {
      database.close();
    }
  }
}
