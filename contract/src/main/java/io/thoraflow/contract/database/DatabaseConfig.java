package io.thoraflow.contract.database;

import io.thoraflow.contract.settings.Settings;

/**
 * How a process reaches PostgreSQL.
 *
 * @param url JDBC address, such as {@code jdbc:postgresql://db:5432/thoraflow}; TLS by its {@code
 *     sslmode} and {@code sslrootcert} parameters
 * @param user one of {@link Role}'s users, or one that was granted the role
 * @param password from {@code DATABASE_PASSWORD} or {@code DATABASE_PASSWORD_FILE}
 */
public record DatabaseConfig(String url, String user, String password) {

  public static DatabaseConfig from(Settings settings, Role role) {
    return new DatabaseConfig(
        settings.text("DATABASE_URL"),
        settings.text("DATABASE_USER", role.user()),
        settings.secret("DATABASE_PASSWORD"));
  }

  /** For messages: host, port and database, without what else the URL may hold. */
  public String address() {
    return url.replaceFirst("^jdbc:postgresql:/*", "").replaceFirst("\\?.*$", "");
  }

  /** Hides the password. */
  @Override
  public String toString() {
    return "DatabaseConfig[address=%s, user=%s]".formatted(address(), user);
  }
}
