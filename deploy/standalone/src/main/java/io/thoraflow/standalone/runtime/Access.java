package io.thoraflow.standalone.runtime;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRefusal;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.message.PatientIdScope;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;

/**
 * How commands reach Kafka and PostgreSQL: as the environment says, else those of the pipeline that
 * runs on the data folder.
 */
public final class Access {
  private static final int CONNECTIONS = 2;
  private static final String PROTOCOL = "KAFKA_SECURITY_PROTOCOL";

  private final DataFolder folder;
  private final Settings settings;

  public Access(DataFolder folder, Settings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /**
   * @param role whose user logs in where Kafka asks for one, {@code KAFKA_USER} names nobody, and
   *     the data folder holds its password
   */
  public KafkaConnection kafka(KafkaRole role) {
    Optional<String> servers = settings.optional("KAFKA_BOOTSTRAP_SERVERS");
    Settings own =
        as(role, settings.optional(PROTOCOL).isPresent() ? settings : asEmbedded(servers));
    return own.verified(
        KafkaConnection.from(
            own, servers.orElseGet(() -> RunningPipeline.require(folder).kafka())));
  }

  /** With what the embedded Kafka asks for, where that is the one that is meant. */
  private Settings asEmbedded(Optional<String> servers) {
    return RunningPipeline.find(folder)
        .filter(pipeline -> pipeline.kafkaProtocol() != null)
        .filter(pipeline -> servers.map(pipeline.kafka()::equals).orElse(true))
        .map(pipeline -> settings.with(Map.of(PROTOCOL, pipeline.kafkaProtocol())))
        .orElse(settings);
  }

  /** What is done with Kafka. */
  public interface KafkaWork<T> {
    T with(KafkaConnection kafka) throws IOException, InterruptedException;
  }

  /**
   * As {@link #kafka(KafkaRole)}; a refusal says whom Kafka refuses.
   *
   * @throws io.thoraflow.contract.access.AccessRefusedException if that user may not
   */
  public <T> T onKafka(KafkaRole role, KafkaWork<T> work) throws IOException, InterruptedException {
    KafkaConnection kafka = kafka(role);
    try {
      return work.with(kafka);
    } catch (KafkaException e) {
      Optional<AccessRefusedException> refusal = KafkaRefusal.of(e, kafka);
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      throw e;
    }
  }

  private Settings as(KafkaRole role, Settings settings) {
    boolean named =
        settings.optional("KAFKA_USER").isPresent()
            || settings.optionalSecret("KAFKA_SASL_JAAS_CONFIG").isPresent();
    boolean asked = settings.text(PROTOCOL, "").startsWith("SASL_");
    return named || !asked || !Files.exists(folder.password(role))
        ? settings
        : settings.with(
            Map.of(
                "KAFKA_USER", role.defaultUser(),
                "KAFKA_PASSWORD_FILE", folder.password(role).toString()));
  }

  /** As the environment names it, whether it is right or not. */
  public static KafkaConnection kafkaForMessages(Map<String, String> environment) {
    Settings settings = Settings.of(environment);
    return KafkaConnection.from(
        settings, settings.text("KAFKA_BOOTSTRAP_SERVERS", "the pipeline's address"));
  }

  public Database database(Role role) {
    return database(databaseUrl(), role);
  }

  /** JDBC address. */
  public String databaseUrl() {
    return settings
        .optional("DATABASE_URL")
        .orElseGet(() -> RunningPipeline.require(folder).database());
  }

  /**
   * @param url JDBC address
   */
  public Database database(String url, Role role) {
    return Database.open(config(url, role), "thoraflow command", CONNECTIONS);
  }

  private DatabaseConfig config(String url, Role role) {
    Optional<String> password = settings.verified(settings.optionalSecret("DATABASE_PASSWORD"));
    if (password.isPresent()) {
      return new DatabaseConfig(url, settings.text("DATABASE_USER", role.user()), password.get());
    }
    try {
      return new DatabaseConfig(url, role.user(), Files.readString(folder.password(role)).strip());
    } catch (IOException e) {
      throw new CommandException(
          "no password for %s: %s is not readable, and DATABASE_PASSWORD is not set"
              .formatted(role.user(), folder.password(role)),
          e);
    }
  }

  /**
   * Makes pseudonyms as ingest does.
   *
   * @throws CommandException if the secret cannot be read
   */
  public Pseudonymizer pseudonymizer() {
    PatientIdScope scope = settings.verified(PatientIdScope.from(settings));
    Optional<String> secret = settings.verified(settings.optionalSecret("PSEUDONYM_SECRET"));
    if (secret.isPresent()) {
      return new Pseudonymizer(secret.get(), scope);
    }
    try {
      return new Pseudonymizer(Files.readString(folder.pseudonymSecret()).strip(), scope);
    } catch (IOException e) {
      throw new CommandException(
          "%s is not readable, and PSEUDONYM_SECRET is not set".formatted(folder.pseudonymSecret()),
          e);
    }
  }
}
