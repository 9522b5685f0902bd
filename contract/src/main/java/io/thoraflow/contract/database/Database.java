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

  /**
   * Limits of every session: no wait for a lock outlasts the client's patience (socketTimeout), as
   * whoever waits for a strong lock keeps all others waiting behind it; the server ends the
   * transaction of a process that stands still, and notices within seconds that a client has closed
   * its connection and within minutes that its machine is gone. Statements may take as long as they
   * need, whatever the role's own setting is. Turns are taken for reads that come after them: each
   * statement must see what was committed before it.
   *
   * <p>The check of connections is PostgreSQL 14's, and not on every platform: where it is not, the
   * other limits hold.
   */
  private static final String SESSION =
      """
      SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '60s'; SET statement_timeout = 0;
      SET default_transaction_isolation = 'read committed';
      SET tcp_keepalives_idle = 60; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 6;
      DO $$ BEGIN SET client_connection_check_interval = '5s'; EXCEPTION WHEN OTHERS THEN NULL; END $$""";

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
    hikari.setConnectionInitSql(SESSION);
    hikari.setExceptionOverride(new SpentConnections());
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
