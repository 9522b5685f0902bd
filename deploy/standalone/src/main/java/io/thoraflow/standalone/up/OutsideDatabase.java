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
 */
record OutsideDatabase(String url, Optional<DatabaseConfig> administrator) {

  /** Notes in the settings when neither administrator nor worker can connect. */
  static OutsideDatabase from(Settings settings, String url) {
    Optional<String> user = settings.optional("DATABASE_ADMIN_USER");
    if (user.isPresent()) {
      return new OutsideDatabase(
          url,
          Optional.of(
              new DatabaseConfig(url, user.get(), settings.secret("DATABASE_ADMIN_PASSWORD"))));
    }
    if (settings.optionalSecret("DATABASE_PASSWORD").isEmpty()) {
      settings.reject(
          "set DATABASE_ADMIN_USER and DATABASE_ADMIN_PASSWORD, with which roles and schema are made,"
              + " or, where they exist, DATABASE_PASSWORD of user "
              + Role.WORKER.user());
    }
    return new OutsideDatabase(url, Optional.empty());
  }
}
