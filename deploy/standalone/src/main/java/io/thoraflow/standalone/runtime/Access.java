package io.thoraflow.standalone.runtime;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/**
 * How commands reach Kafka and PostgreSQL: as the environment says, else those of the pipeline that
 * runs on the data folder.
 */
public final class Access {
  private static final int CONNECTIONS = 2;

  private final DataFolder folder;
  private final Settings settings;

  public Access(DataFolder folder, Settings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  public KafkaConnection kafka() {
    if (settings.optional("KAFKA_BOOTSTRAP_SERVERS").isPresent()) {
      return settings.verified(KafkaConnection.from(settings));
    }
    return settings.verified(
        KafkaConnection.from(settings, RunningPipeline.require(folder).kafka()));
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
    Optional<String> secret = settings.verified(settings.optionalSecret("PSEUDONYM_SECRET"));
    if (secret.isPresent()) {
      return new Pseudonymizer(secret.get());
    }
    try {
      return new Pseudonymizer(Files.readString(folder.pseudonymSecret()).strip());
    } catch (IOException e) {
      throw new CommandException(
          "%s is not readable, and PSEUDONYM_SECRET is not set".formatted(folder.pseudonymSecret()),
          e);
    }
  }
}
