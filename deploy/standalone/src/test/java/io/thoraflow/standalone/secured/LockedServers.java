package io.thoraflow.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.SecuredKafka;
import io.thoraflow.embedded.testing.Authority;
import io.thoraflow.embedded.testing.SecuredDatabase;
import io.thoraflow.standalone.bench.StubModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Kafka and PostgreSQL with everything locked, for the tests of a class: both under TLS, and each
 * process logs in as its own user with just its own rights.
 */
final class LockedServers implements BeforeAllCallback, AfterAllCallback {
  static final String INGEST = KafkaRole.INGEST.defaultUser();
  static final String WORKER = KafkaRole.WORKER.defaultUser();

  private Path root;
  private Authority stranger;
  private SecuredKafka kafka;
  private SecuredDatabase database;

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    root = Files.createTempDirectory("thoraflow-locked");
    Authority authority = Authority.in(root.resolve("authority"));
    stranger = Authority.in(root.resolve("stranger"));
    kafka =
        SecuredKafka.start(
            root.resolve("kafka"), Path.of("../kafka/broker-security.properties"), authority);
    kafka.addUsers(
        Arrays.stream(KafkaRole.values()).map(KafkaRole::defaultUser).toArray(String[]::new));
    Map<String, String> admin = kafka.settings(SecuredKafka.ADMIN);
    assertThat(command(admin, "kafka", "topics", "--partitions", "2"))
        .containsExactly(
            "0", "made model.published, xray.dead, xray.received, xray.rediagnose, xray.rejected");
    assertThat(command(admin, "kafka", "acls", "--apply"))
        .containsExactly("0", "19 rights granted");
    database = SecuredDatabase.start(root.resolve("postgresql"), authority);
    try (Database trainer = database.open(Role.TRAINER)) {
      StubModel.publish(root.resolve("models"), new ModelRegistry(trainer.dataSource()));
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (database != null) {
      database.close();
    }
    if (kafka != null) {
      kafka.close();
    }
    FolderTree.delete(root);
  }

  Path root() {
    return root;
  }

  /** An authority that the servers' certificates are not of. */
  Authority stranger() {
    return stranger;
  }

  SecuredKafka kafka() {
    return kafka;
  }

  SecuredDatabase database() {
    return database;
  }

  Map<String, String> ingestSettings(String user) {
    Map<String, String> settings = new HashMap<>(kafka.settings(user));
    settings.put("INGEST_INBOX", root.resolve("inbox").toString());
    settings.put("INGEST_ARCHIVE", root.resolve("archive").toString());
    settings.put("INGEST_REJECTED", root.resolve("rejected").toString());
    settings.put("INGEST_STABLE_FOR", "100ms");
    settings.put("PSEUDONYM_SECRET", "0123456789abcdef".repeat(2));
    settings.put("MONITORING_PORT", "0");
    return settings;
  }

  Map<String, String> workerSettings() throws IOException {
    Map<String, String> settings = with(kafka.settings(WORKER), database.settings(Role.WORKER));
    // One of the secrets as a file, as container platforms mount them.
    settings.put(
        "KAFKA_PASSWORD_FILE",
        Files.writeString(root.resolve("worker.secret"), settings.remove("KAFKA_PASSWORD") + "\n")
            .toString());
    settings.put("MODEL_REPOSITORY", root.resolve("models").toString());
    settings.put("MODEL_CACHE", root.resolve("model-cache").toString());
    settings.put("WORKER_DEVICE", "stub");
    settings.put("WORKER_STUB_MILLIS", "10");
    settings.put("MONITORING_PORT", "0");
    return settings;
  }

  static Map<String, String> with(Map<String, String> settings, Map<String, String> more) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(more);
    if (more.containsKey("KAFKA_PASSWORD")) {
      all.remove("KAFKA_PASSWORD_FILE"); // Only one of the two may be set.
    }
    return all;
  }

  String address() {
    return kafka.connection(INGEST).bootstrapServers();
  }

  String databaseAddress() {
    return DatabaseConfig.from(Settings.of(database.settings(Role.WORKER)), Role.WORKER).address();
  }

  Child start(Class<?> main, Map<String, String> settings, String name) throws IOException {
    return Child.start(main, settings, Files.createTempDirectory(root, name).resolve(name));
  }

  /** The exit status, then what the command printed. */
  List<String> command(Map<String, String> settings, String... arguments) throws Exception {
    Path output = Files.createTempDirectory(root, "command").resolve("output");
    try (Child child = Child.command(List.of(arguments), settings, output)) {
      List<String> result = new ArrayList<>(List.of(Integer.toString(child.exitStatus())));
      result.addAll(child.console());
      return result;
    }
  }
}
