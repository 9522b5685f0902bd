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
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.ModelKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
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

  static final String PSEUDONYM_SECRET = "0123456789abcdef".repeat(2);

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
        .containsExactly("0", "33 rights granted");
    database = SecuredDatabase.start(root.resolve("postgresql"), authority);
    assertThat(ModelKeys.ensure(keys(), Settings.of(Map.of()))).isTrue();
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
    settings.put("PSEUDONYM_SECRET", PSEUDONYM_SECRET);
    settings.put("MONITORING_PORT", "0");
    return settings;
  }

  Map<String, String> workerSettings() throws IOException {
    Map<String, String> settings = with(kafka.settings(WORKER), database.settings(Role.WORKER));
    // One of the secrets as a file, as container platforms mount them.
    keepInFile(settings, "KAFKA_PASSWORD");
    settings.put("MODEL_REPOSITORY", root.resolve("models").toString());
    settings.put("MODEL_CACHE", root.resolve("model-cache").toString());
    settings.put("MODEL_TRUSTED_KEYS", keys().trustedKeys().toString());
    settings.put("WORKER_DEVICE", "stub");
    settings.put("WORKER_STUB_MILLIS", "10");
    settings.put("MONITORING_PORT", "0");
    return settings;
  }

  /** A trainer that looks every other second whether so many labels are new. */
  Map<String, String> trainerSettings(int newLabels) throws IOException {
    Map<String, String> settings =
        with(kafka.settings(KafkaRole.TRAINER.defaultUser()), database.settings(Role.TRAINER));
    settings.put("MODEL_REPOSITORY", root.resolve("models").toString());
    settings.put("MODEL_SIGNING_KEY_FILE", keys().signingKey().toString());
    settings.put("MODEL_TRUSTED_KEYS", keys().trustedKeys().toString());
    settings.put("TRAINER_SCHEDULE", "0/2 * * * * ?");
    settings.put("TRAINER_MIN_NEW_LABELS", Integer.toString(newLabels));
    settings.put("TRAINER_ARCHIVE", root.resolve("archive").toString());
    settings.put("TRAINER_REPORTS", root.resolve("reports").toString());
    settings.put("TRAINER_FEATURES", root.resolve("features").toString());
    settings.put("MONITORING_PORT", "0");
    return settings;
  }

  /** Holds the keys that sign models, where commands do not look. */
  DataFolder keys() {
    return new DataFolder(root);
  }

  /** The data folder of commands; ingest's folders may be in it. */
  DataFolder data() {
    return new DataFolder(root.resolve("data"));
  }

  /**
   * The settings of a command whose data folder holds the secrets of just these roles.
   *
   * @param more other secrets, by the name of their file
   */
  Map<String, String> commandSettings(
      Collection<KafkaRole> kafkaRoles, Collection<Role> roles, Map<String, String> more)
      throws IOException {
    FolderTree.delete(Files.createDirectories(data().secrets()));
    Files.createDirectories(data().secrets());
    for (KafkaRole role : kafkaRoles) {
      Files.writeString(
          data().password(role), kafka.settings(role.defaultUser()).get("KAFKA_PASSWORD"));
    }
    for (Role role : roles) {
      Files.writeString(data().password(role), database.settings(role).get("DATABASE_PASSWORD"));
    }
    for (Map.Entry<String, String> secret : more.entrySet()) {
      Files.writeString(data().secrets().resolve(secret.getKey()), secret.getValue());
    }
    Map<String, String> settings = new HashMap<>(kafka.settings(INGEST));
    settings.remove("KAFKA_USER");
    settings.remove("KAFKA_PASSWORD");
    settings.put("DATABASE_URL", database.settings(Role.WORKER).get("DATABASE_URL"));
    settings.put("THORAFLOW_DATA", data().root().toString());
    return settings;
  }

  /** The file's name is the setting's. */
  void keepInFile(Map<String, String> settings, String secret) throws IOException {
    settings.put(
        secret + "_FILE",
        Files.writeString(root.resolve(secret), settings.remove(secret) + "\n").toString());
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
      return child.result();
    }
  }
}
