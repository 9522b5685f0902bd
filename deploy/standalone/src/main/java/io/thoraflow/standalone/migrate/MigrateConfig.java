package io.thoraflow.standalone.migrate;

import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.KafkaTopics;
import io.thoraflow.embedded.KafkaUsers;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code migrate} prepares.
 *
 * @param administrator who may make roles and schema; empty: they exist already
 * @param passwords of the roles: all of them with an administrator, else the owner's
 * @param kafka where topics are made; empty: not by this command
 * @param partitions of the topics that carry X-rays
 * @param kafkaPasswords of the users that are made there; none: users and rights are not by this
 *     command
 * @param consumerGroup in which workers share the X-rays, and which they may use
 */
record MigrateConfig(
    String databaseUrl,
    Optional<DatabaseConfig> administrator,
    Map<Role, String> passwords,
    Optional<KafkaConnection> kafka,
    int partitions,
    Map<KafkaRole, String> kafkaPasswords,
    String consumerGroup) {
  private static final int MAX_PARTITIONS = 1_000;

  MigrateConfig {
    passwords = Map.copyOf(passwords);
    kafkaPasswords = Map.copyOf(kafkaPasswords);
  }

  /**
   * @throws io.thoraflow.contract.settings.InvalidSettingsException naming every problem
   */
  static MigrateConfig from(Settings settings) {
    String url = settings.text("DATABASE_URL");
    Optional<DatabaseConfig> administrator = administrator(settings, url);
    return settings.verified(
        new MigrateConfig(
            url,
            administrator,
            passwords(settings, administrator.isPresent()),
            settings
                .optional("KAFKA_BOOTSTRAP_SERVERS")
                .map(servers -> KafkaConnection.from(settings)),
            settings.integer("KAFKA_PARTITIONS", KafkaTopics.DEFAULT_PARTITIONS, 1, MAX_PARTITIONS),
            KafkaUsers.passwords(settings),
            settings.text("KAFKA_CONSUMER_GROUP", "inference-worker")));
  }

  private static Optional<DatabaseConfig> administrator(Settings settings, String url) {
    return settings
        .optional("DATABASE_ADMIN_USER")
        .map(user -> new DatabaseConfig(url, user, settings.secret("DATABASE_ADMIN_PASSWORD")));
  }

  private static Map<Role, String> passwords(Settings settings, boolean all) {
    Map<Role, String> passwords = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      if (all || role == Role.OWNER) {
        passwords.put(role, settings.secret("DATABASE_%s_PASSWORD".formatted(role.name())));
      }
    }
    return passwords;
  }

  DatabaseConfig owner() {
    return new DatabaseConfig(databaseUrl, Role.OWNER.user(), passwords.get(Role.OWNER));
  }

  /** Hides the passwords. */
  @Override
  public String toString() {
    return "MigrateConfig[databaseUrl=%s, administrator=%s]".formatted(databaseUrl, administrator);
  }
}
