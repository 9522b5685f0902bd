package io.thoraflow.embedded;

import io.thoraflow.embedded.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL server, on loopback only, that works as root, too.
 *
 * <p>Its data, port and superuser password are kept in its folder, so that the next start finds
 * them. It leaves by itself when the process that started it ends.
 */
public final class EmbeddedDatabase implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(8);

  private final PostgresCluster cluster;
  private final RecordedPort port;
  private final String password;
  private final ChildProcess process;

  private EmbeddedDatabase(
      PostgresCluster cluster, RecordedPort port, String password, ChildProcess process) {
    this.cluster = cluster;
    this.port = port;
    this.password = password;
    this.process = process;
  }

  /**
   * Starts the server and waits until it serves.
   *
   * @param home its folder, made when absent
   * @param preferredPort for the first start, 0 for any
   * @throws ServerStartException with the server's last words
   */
  public static EmbeddedDatabase start(Path home, int preferredPort) {
    return start(home, preferredPort, home.resolve("server"));
  }

  /**
   * @param installation where the server's programs are unpacked to; several servers may share it
   */
  public static EmbeddedDatabase start(Path home, int preferredPort, Path installation) {
    try {
      return start(
          home.toAbsolutePath().normalize(),
          preferredPort,
          installation.toAbsolutePath().normalize(),
          ServerUser.forThisProcess());
    } catch (IOException e) {
      throw new ServerStartException("PostgreSQL cannot start in %s: %s".formatted(home, e), e);
    }
  }

  static EmbeddedDatabase start(
      Path home, int preferredPort, Path installation, ServerUser serverUser) throws IOException {
    Files.createDirectories(home);
    serverUser.letThrough(home);
    Path passwordFile = passwordFile(home);
    String password = SecretFile.readOrCreate(passwordFile);
    PostgresCluster cluster =
        new PostgresCluster(PostgresInstallation.in(installation), serverUser, home);
    cluster.initialise(passwordFile);
    cluster.endOrphan();
    RecordedPort port = RecordedPort.hold(home.resolve("port"), preferredPort);
    try {
      return start(cluster, port, password);
    } catch (IOException | RuntimeException e) {
      port.close();
      throw e;
    }
  }

  private static EmbeddedDatabase start(PostgresCluster cluster, RecordedPort port, String password)
      throws IOException {
    EmbeddedDatabase database =
        new EmbeddedDatabase(cluster, port, password, cluster.start(port.number()));
    Readiness.await("PostgreSQL", database.process, START, cluster.output(), database::answers);
    ShutdownWatch.start(database.process, cluster.pidFile());
    return database;
  }

  /**
   * Starts a server that has died once more, where its clients look for it.
   *
   * @throws ServerStartException also if somebody else has taken its port
   */
  public EmbeddedDatabase startAgain() {
    try {
      cluster.endOrphan();
      port.requireFree("PostgreSQL");
      return start(cluster, port, password);
    } catch (IOException e) {
      throw new ServerStartException("PostgreSQL cannot start again: " + e, e);
    }
  }

  /** Where the superuser's password is kept. */
  public static Path passwordFile(Path home) {
    return home.resolve("superuser.password");
  }

  private boolean answers() {
    try (Connection connection = administrator(PostgresCluster.SUPERUSER).getConnection()) {
      return connection.isValid(5);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Makes a database of that name unless there is one. */
  public void ensureDatabase(String name) {
    try (Connection connection = administrator(PostgresCluster.SUPERUSER).getConnection();
        PreparedStatement query =
            connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?");
        Statement creation = connection.createStatement()) {
      query.setString(1, name);
      if (!query.executeQuery().next()) {
        creation.execute("CREATE DATABASE " + creation.enquoteIdentifier(name, true));
      }
    } catch (SQLException e) {
      throw new ServerStartException(
          "database %s cannot be made: SQLState %s".formatted(name, e.getSQLState()), e);
    }
  }

  /** Connects as the superuser, without a pool. */
  public DataSource administrator(String database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(url(database));
    source.setUser(PostgresCluster.SUPERUSER);
    source.setPassword(password);
    source.setConnectTimeout(5);
    return source;
  }

  /** JDBC address of a database. */
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
  }

  public int port() {
    return port.number();
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Completes with the exit code when the server is gone for whatever reason. */
  public CompletableFuture<Integer> onExit() {
    return process.onExit();
  }

  /** Stops the server; its data stays. */
  @Override
  public void close() {
    stop(STOP);
  }

  /** As {@link #close}, with less or more patience before it is killed. */
  public void stop(Duration patience) {
    process.stop(patience);
    port.close();
  }
}
