package io.thoraflow.standalone.up;

import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.settings.Settings;
import java.util.Optional;

/**
 * A PostgreSQL that somebody else runs.
 *
 * @param url JDBC address
 * @param administrator who may make the roles and the schema; empty where that is done already, and
 *     workers connect by {@code DATABASE_USER} and {@code DATABASE_PASSWORD}
 * @param trainer how the trainer connects where roles exist already; empty without a password of
 *     its own
 */
record OutsideDatabase(
    String url, Optional<DatabaseConfig> administrator, Optional<DatabaseConfig> trainer) {
  /** As {@code migrate} has it: roles have passwords of their own. */
  static final String TRAINER_PASSWORD = "DATABASE_TRAINER_PASSWORD";

  /** Notes in the settings when neither administrator nor worker can connect. */
  static OutsideDatabase from(Settings settings, String url) {
    Optional<String> user = settings.optional("DATABASE_ADMIN_USER");
    if (user.isPresent()) {
      return new OutsideDatabase(
          url,
          Optional.of(
              new DatabaseConfig(url, user.get(), settings.secret("DATABASE_ADMIN_PASSWORD"))),
          Optional.empty());
    }
    if (settings.optionalSecret("DATABASE_PASSWORD").isEmpty()) {
      settings.reject(
          "set DATABASE_ADMIN_USER and DATABASE_ADMIN_PASSWORD, with which roles and schema are made,"
              + " or, where they exist, DATABASE_PASSWORD of user "
              + Role.WORKER.user());
    }
    return new OutsideDatabase(
        url,
        Optional.empty(),
        settings
            .optionalSecret(TRAINER_PASSWORD)
            .map(password -> new DatabaseConfig(url, Role.TRAINER.user(), password)));
  }

  /** Notes in the settings that a trainer could not connect. */
  void requireTrainer(Settings settings) {
    if (administrator.isEmpty() && trainer.isEmpty()) {
      settings.reject(
          "TRAINER_SCHEDULE needs %s of user %s, as the trainer has another database user than the workers; or DATABASE_ADMIN_USER and DATABASE_ADMIN_PASSWORD, with which the roles are made"
              .formatted(TRAINER_PASSWORD, Role.TRAINER.user()));
    }
  }
}
