package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
  private static final Path PROGRAMS = Path.of("target", "embedded", "postgresql");

  @TempDir Path home;

  @Test
  void dataAndAddressSurviveARestart() throws Exception {
    String address;
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0, PROGRAMS)) {
      database.ensureDatabase("kept");
      address = database.url("kept");
      execute(database, "CREATE TABLE reading AS SELECT 42 AS value");
    }

    try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0, PROGRAMS)) {
      database.ensureDatabase("kept");
      assertThat(database.url("kept")).isEqualTo(address);
      assertThat(value(database, "SELECT value FROM reading")).isEqualTo("42");
    }
  }

  @Test
  void committedRowsAreSyncedToDisk() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0, PROGRAMS)) {
      database.ensureDatabase("kept");
      assertThat(value(database, "SHOW fsync")).isEqualTo("on");
      assertThat(value(database, "SHOW synchronous_commit")).isEqualTo("on");
    }
  }

  @Test
  void nobodyConnectsWithoutThePassword() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0, PROGRAMS)) {
      assertThatThrownBy(
              () ->
                  DriverManager.getConnection(database.url("postgres"), "postgres", "guess")
                      .close())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(home.resolve("superuser.password"))))
        .isEqualTo("rw-------");
  }

  @Test
  void aServerThatOutlivedItsParentIsEndedAndItsRowsAreThere() throws Exception {
    EmbeddedDatabase orphan = EmbeddedDatabase.start(home, 0, PROGRAMS);
    orphan.ensureDatabase("kept");
    execute(orphan, "CREATE TABLE reading AS SELECT 7 AS value");
    long server = Long.parseLong(Files.readAllLines(home.resolve("data/postmaster.pid")).get(0));

    try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0, PROGRAMS)) {
      assertThat(ProcessHandle.of(server)).isEmpty();
      assertThat(value(database, "SELECT value FROM reading")).isEqualTo("7");
    }
    assertThat(orphan.isAlive()).isFalse();
  }

  @Test
  void theServerLeavesWhenItsPipeEnds() throws Exception {
    EmbeddedDatabase database = EmbeddedDatabase.start(home, 0, PROGRAMS);

    database.close(); // Kills it when it does not leave by itself, which is another exit code.

    assertThat(database.onExit().get(1, TimeUnit.MINUTES)).isZero();
    assertThat(home.resolve("data/postmaster.pid")).doesNotExist();
  }

  @Test
  void sigtermEndsTheServerThoughAClientStays() throws Exception {
    try (EmbeddedDatabase database = EmbeddedDatabase.start(home, 0, PROGRAMS)) {
      Connection client = database.administrator("postgres").getConnection();
      long server = Long.parseLong(Files.readAllLines(home.resolve("data/postmaster.pid")).get(0));

      ProcessHandle.of(server).orElseThrow().destroy();

      assertThat(database.onExit().get(20, TimeUnit.SECONDS)).isZero();
      assertThat(client.isValid(1)).isFalse();
    }
  }

  @Test
  void afterItDiedItStartsWhereItsClientsLookOrNotAtAll() throws Exception {
    EmbeddedDatabase database = EmbeddedDatabase.start(home, 0, PROGRAMS);
    database.ensureDatabase("kept");
    String address = database.url("kept");
    long server = Long.parseLong(Files.readAllLines(home.resolve("data/postmaster.pid")).get(0));
    ProcessHandle.of(server).orElseThrow().destroyForcibly();
    database.onExit().get(20, TimeUnit.SECONDS);

    try (ServerSocket other =
        new ServerSocket(database.port(), 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(database::startAgain)
          .isInstanceOf(ServerStartException.class)
          .hasMessageContaining("port %d", other.getLocalPort());
    }
    try (EmbeddedDatabase again = database.startAgain()) {
      assertThat(again.url("kept")).isEqualTo(address);
      assertThat(value(again, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void rootCanLetUserNobodyRunIt() throws Exception {
    assumeThat(System.getProperty("user.name")).as("only root can change users").isEqualTo("root");
    // Nobody has to be able to enter the folders above.
    Path open = Files.createTempDirectory(Path.of("/tmp"), "embedded");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Path folder = Files.createDirectory(open.resolve("folder"), ownerOnly);
    Path home = Files.createDirectory(folder.resolve("postgresql"), ownerOnly);

    try (EmbeddedDatabase database =
        EmbeddedDatabase.start(home, 0, home.resolve("server"), ServerUser.asNobody())) {
      database.ensureDatabase("kept");
      assertThat(value(database, "SELECT 1")).isEqualTo("1");
      assertThat(Files.getAttribute(home.resolve("data"), "unix:uid")).isEqualTo(65534);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx-----x");
    } finally {
      new ProcessBuilder("rm", "-rf", open.toString()).start().waitFor();
    }
  }

  private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = database.administrator("kept").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String value(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = database.administrator("kept").getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }
}
