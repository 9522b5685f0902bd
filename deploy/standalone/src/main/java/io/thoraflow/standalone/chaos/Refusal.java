package io.thoraflow.standalone.chaos;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** Lets nobody into the pipeline's database, and throws out who is in. */
final class Refusal {
  private static final int CONNECT_SECONDS = 5;

  private final ChaosPipeline pipeline;
  private final String url;

  /**
   * @param url JDBC address of the pipeline's database
   */
  Refusal(ChaosPipeline pipeline, String url) {
    this.pipeline = pipeline;
    this.url = url;
  }

  void begin() throws InterruptedException {
    set(false);
  }

  void end() throws InterruptedException {
    set(true);
  }

  private void set(boolean allowed) throws InterruptedException {
    String database = URI.create(url.substring("jdbc:".length())).getPath().substring(1);
    boolean unused =
        Retry.until(
            "changing who may connect",
            () -> {
              try (Connection connection = connect();
                  Statement statement = connection.createStatement()) {
                statement.execute(
                    "ALTER DATABASE %s ALLOW_CONNECTIONS %b"
                        .formatted(statement.enquoteIdentifier(database, true), allowed));
                return statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE NOT %b AND datname = %s"
                        .formatted(allowed, statement.enquoteLiteral(database)));
              }
            });
  }

  private Connection connect() throws SQLException, IOException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url.substring(0, url.lastIndexOf('/')) + "/postgres");
    source.setUser("postgres");
    source.setPassword(pipeline.administratorPassword());
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setSocketTimeout(CONNECT_SECONDS);
    return source.getConnection();
  }
}
