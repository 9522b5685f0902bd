package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.LabelSnapshot;
import io.thoraflow.contract.database.LabelStore;
import io.thoraflow.contract.database.LatestLabel;
import io.thoraflow.contract.database.NewLabel;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LabelStoreTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00.123456789Z");
  private static final String PSEUDONYM = "9".repeat(64);
  private static final String A = "a".repeat(64);
  private static final String AB = "ab".repeat(32);
  private static final String F = "f".repeat(64);

  private final LabelStore readers = new LabelStore(database.dataSource(Role.READER));
  private final LabelStore trainer = new LabelStore(database.dataSource(Role.TRAINER));

  @BeforeEach
  void startWithThreeXrays() throws SQLException {
    database.clear();
    for (String sha256 : List.of(A, AB, F)) {
      insert(sha256);
    }
  }

  @Test
  void anXrayIsFoundByItsFirstDigits() {
    assertThat(readers.xrays("aaaaaaaa")).containsExactly(A);
    assertThat(readers.xrays(F)).containsExactly(F);
    assertThat(readers.xrays("a")).containsExactly(A, AB);
    assertThat(readers.xrays("12345678")).isEmpty();
  }

  @Test
  void aDatedReadingIsRecordedOnce() throws SQLException {
    NewLabel label = dated(A, "NORMAL", "kim", NOON);

    assertThat(readers.record(List.of(label, label))).isEqualTo(1);
    assertThat(readers.record(List.of(label))).isZero();
    assertThat(readers.record(List.of(dated(A, "NORMAL", "kim", NOON.plusSeconds(1)))))
        .isEqualTo(1);
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void anUndatedReadingIsRecordedUnlessTheReaderSaidSoLast() throws SQLException {
    assertThat(readers.record(List.of(undated(A, "NORMAL", "kim")))).isEqualTo(1);
    assertThat(readers.record(List.of(undated(A, "NORMAL", "kim")))).isZero();
    assertThat(readers.record(List.of(undated(A, "NORMAL", "lee")))).isEqualTo(1);
    assertThat(readers.record(List.of(undated(A, "PNEUMONIA", "kim")))).isEqualTo(1);
    assertThat(readers.record(List.of(undated(A, "NORMAL", "kim")))).isEqualTo(1);
    assertThat(count()).isEqualTo(4);
  }

  @Test
  void importsAtTheSameTimeRecordEachReadingOnce() throws SQLException {
    List<NewLabel> labels = new ArrayList<>();
    for (int n = 0; n < 50; n++) {
      labels.add(dated(A, "NORMAL", "reader " + n, NOON));
    }

    List<CompletableFuture<Integer>> imports = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      imports.add(CompletableFuture.supplyAsync(() -> readers.record(labels)));
    }

    assertThat(imports.stream().mapToInt(CompletableFuture::join).sum()).isEqualTo(50);
    assertThat(count()).isEqualTo(50);
  }

  @Test
  void allReadingsAreRecordedOrNone() throws SQLException {
    assertThatThrownBy(
            () ->
                readers.record(
                    List.of(undated(A, "NORMAL", "kim"), undated("b".repeat(64), "NORMAL", "kim"))))
        .isInstanceOf(StorageException.class);

    assertThat(count()).isZero();
  }

  @Test
  void theTrainerGetsTheLatestReadingOfEachXray() {
    // Given: recorded in another order than read
    readers.record(
        List.of(
            dated(A, "PNEUMONIA", "kim", NOON.plusSeconds(60)),
            dated(A, "NORMAL", "kim", NOON),
            dated(A, "NORMAL", "lee", NOON.plusSeconds(30)),
            dated(A, "NORMAL", "lee", NOON.plusSeconds(40)),
            dated(A, "PNEUMONIA", "roe", NOON),
            dated(F, "PNEUMONIA", "lee", NOON),
            dated(F, "NORMAL", "lee", NOON.plusSeconds(1))));

    // When
    List<LatestLabel> latest = trainer.latest();

    // Then: lee disagrees about A; nobody but lee has read F
    assertThat(latest)
        .containsExactly(
            new LatestLabel(A, "path of " + A, "PNEUMONIA", 1, "k", Optional.of(PSEUDONYM)),
            new LatestLabel(F, "path of " + F, "NORMAL", 0, "k", Optional.empty()));
  }

  @Test
  void oldReadingsThatAreImportedNowCountAsNew() {
    // Given
    readers.record(List.of(undated(AB, "NORMAL", "kim")));
    LabelSnapshot known = trainer.snapshot();

    // When
    readers.record(List.of(dated(A, "NORMAL", "kim", NOON), undated(F, "NORMAL", "kim")));

    // Then
    assertThat(known.labels()).extracting(LatestLabel::xray).containsExactly(AB);
    assertThat(trainer.countAfter(known.last())).isEqualTo(2);
    assertThat(trainer.countAfter(trainer.snapshot().last())).isZero();
  }

  @Test
  void noReadingIsOverlookedBecauseItsImportWasNotDone() throws Exception {
    // Given: an import that has its number, and is not committed yet
    CompletableFuture<LabelSnapshot> snapshot;
    try (Connection importing = database.dataSource(Role.READER).getConnection();
        Statement statement = importing.createStatement()) {
      importing.setAutoCommit(false);
      statement.execute("SELECT FROM label_turn FOR UPDATE");
      statement.execute(
          "INSERT INTO label (xray, reading, reader) VALUES ('%s', 'NORMAL', 'kim')".formatted(A));

      // When
      snapshot = CompletableFuture.supplyAsync(trainer::snapshot);
      await().until(LabelStoreTest::someoneWaitsForLabels);
      importing.commit();
    }

    // Then
    assertThat(snapshot.join().labels()).extracting(LatestLabel::xray).containsExactly(A);
  }

  @Test
  void theTrainerRecordsNothing() {
    assertThatThrownBy(() -> trainer.record(List.of(undated(A, "NORMAL", "kim"))))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("42501");
  }

  private static NewLabel dated(String xray, String reading, String reader, Instant at) {
    return new NewLabel(xray, reading, reader, Optional.of(at));
  }

  private static NewLabel undated(String xray, String reading, String reader) {
    return new NewLabel(xray, reading, reader, Optional.empty());
  }

  private static void insert(String sha256) throws SQLException {
    try (Connection connection = database.dataSource(Role.OWNER).getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id,
                    patient_pseudonym)
                VALUES (?, 'north', now(), 'PNG', ?, 1, 1, 'k', nullif(?, ''))""")) {
      insert.setString(1, sha256);
      insert.setString(2, "path of " + sha256);
      insert.setString(3, sha256.equals(A) ? PSEUDONYM : "");
      insert.executeUpdate();
    }
  }

  private static boolean someoneWaitsForLabels() throws SQLException {
    try (Connection connection = database.administrator().getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT FROM pg_locks WHERE locktype IN ('transactionid', 'tuple') AND NOT granted")) {
      return rows.next();
    }
  }

  private static int count() throws SQLException {
    try (Connection connection = database.dataSource(Role.OWNER).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM label")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
