package io.thoraflow.contract.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.thoraflow.contract.access.AccessRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A small connection pool on the schema {@code thoraflow}.
 *
 * <p>Opening it does not connect: a process starts while the database is away and finds out with
 * its first statement.
 */
public final class Database implements AutoCloseable {
  public static final String SCHEMA = "thoraflow";

  private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(5);

  private final HikariDataSource pool;

  private Database(HikariDataSource pool) {
    this.pool = pool;
  }

  public static Database open(DatabaseConfig config, String applicationName, int connections) {
    HikariConfig hikari = new HikariConfig();
    hikari.setJdbcUrl(config.url());
    hikari.setUsername(config.user());
    hikari.setPassword(config.password());
    hikari.setSchema(SCHEMA);
    hikari.setMaximumPoolSize(connections);
    hikari.setMinimumIdle(0);
    hikari.setInitializationFailTimeout(-1);
    hikari.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
    hikari.addDataSourceProperty("ApplicationName", applicationName);
    hikari.addDataSourceProperty("reWriteBatchedInserts", "true");
    hikari.addDataSourceProperty("connectTimeout", "5");
    hikari.addDataSourceProperty("socketTimeout", "30");
    hikari.addDataSourceProperty("tcpKeepAlive", "true");
    return new Database(new ExplainingPool(hikari, config));
  }

  public DataSource dataSource() {
    return pool;
  }

  public Connection connection() throws SQLException {
    return pool.getConnection();
  }

  @Override
  public void close() {
    pool.close();
  }

  /** Throws {@link AccessRefusedException} where PostgreSQL does not let this process in. */
  private static final class ExplainingPool extends HikariDataSource {
    private final DatabaseConfig config;

    ExplainingPool(HikariConfig hikari, DatabaseConfig config) {
      super(hikari);
      this.config = config;
    }

    @Override
    public Connection getConnection() throws SQLException {
      try {
        return super.getConnection();
      } catch (SQLException e) {
        Optional<AccessRefusedException> refusal = DatabaseRefusal.of(e, config);
        if (refusal.isPresent()) {
          throw refusal.get();
        }
        throw e;
      }
    }
  }
}
