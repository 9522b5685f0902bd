package io.thoraflow.ingest.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.time.ClockSkewException;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.ingest.Xrays;
import io.thoraflow.ingest.archive.Archive;
import io.thoraflow.ingest.inbox.InboxNames;
import io.thoraflow.ingest.inbox.TakenFiles;
import io.thoraflow.ingest.locate.PatientQuery;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ErasureTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final Pseudonymizer KEY = new Pseudonymizer("the site's secret of 32 characters");
  private static final String HERS = "aa".repeat(32);
  private static final String HIS = "bb".repeat(32);
  private static final String HERS_WITHOUT_ROW = "cc".repeat(32);
  private static final String HERS_REJECTED = "dd".repeat(32);
  private static final String HIS_REJECTED = "ee".repeat(32);
  private static final String HERS_BROKEN = "11111111-2222-3333-4444-555555555555";
  private static final Subject HER = Subject.patient(PatientQuery.ofId("HER-1", List.of(KEY)));

  @TempDir Path folder;
  private Path archive;
  private Path rejected;
  private Erasure erasure;

  @BeforeEach
  void keepXraysOfTwoPatients() throws Exception {
    database.clear();
    archive = folder.resolve("archive");
    rejected = folder.resolve("rejected");
    erasure = new Erasure(database.dataSource(Role.OWNER), archive, rejected);
    keep(archive.resolve("aa"), HERS, dicom("HER-1"));
    keep(archive.resolve("bb"), HIS, dicom("HIS-2"));
    keep(archive.resolve("cc"), HERS_WITHOUT_ROW, dicom("HER-1"));
    byte[] broken = dicom("HER-1");
    keep(rejected, HERS_REJECTED, dicom("HER-1"));
    keep(rejected, HIS_REJECTED, dicom("HIS-2"));
    keep(rejected, HERS_BROKEN, Arrays.copyOf(broken, broken.length - 400));
    execute(
        """
        INSERT INTO model_version (version, name, origin, state, manifest_sha256, manifest, created_at)
        VALUES (1, 'm', 'TRAINED', 'serving', repeat('0', 64), '{}', now())""");
    row(HERS, "HER-1");
    row(HIS, "HIS-2");
    rejection(HERS_REJECTED);
    rejection(HIS_REJECTED);
    rejection(HERS_BROKEN);
  }

  private static byte[] dicom(String patientId) {
    return DicomBuilder.radiograph(16, 16, 8, new int[256])
        .text(0x0010_0020, "LO", patientId)
        .build();
  }

  private static void keep(Path folder, String id, byte[] content) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(id + ".dcm"), content);
    if (folder.endsWith("rejected")) {
      Files.writeString(folder.resolve(id + ".json"), "{}");
    }
  }

  private static void row(String sha256, String patientId) throws SQLException {
    execute(
        """
        INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id,
            patient_pseudonym)
        VALUES ('%1$s', 'north', now(), 'DICOM', 'x', 1, 1, 'k', '%2$s');
        INSERT INTO diagnosis (xray, model_version, probability, label, threshold, preprocessing, demo,
            worker, device, batch_size, queue_ms, decode_ms, inference_ms)
        VALUES ('%1$s', 1, 0.5, 'NORMAL', 0.5, 'p', false, 'w', 'd', 1, 1, 1, 1);
        INSERT INTO label (xray, reading, reader) VALUES ('%1$s', 'NORMAL', 'r')"""
            .formatted(sha256, KEY.patientIdOnly(patientId)));
  }

  private static void rejection(String id) throws SQLException {
    execute(
        """
        INSERT INTO rejection (id, sha256, reason, detail, site, size_bytes, rejected_path, received_at)
        VALUES ('%1$s', nullif('%1$s', '%2$s'), 'corrupt', 'd', 'north', 1, '%1$s.dcm', now())"""
            .formatted(id, HERS_BROKEN));
  }

  /** A dump, or a viewer that was left open: it neither waits nor is waited for. */
  @Test
  void whoReadsWhatWasErasedIsNotInTheWay() throws Exception {
    try (Connection reader = database.dataSource(Role.DASHBOARD).getConnection();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("SELECT * FROM erased_xray, erasure, xray, diagnosis, label, rejection");

      assertThat(erasure.erase(Subject.xray(HERS), "test").xrays()).isEqualTo(1);
      reader.rollback();
    }
  }

  @Test
  void anErasureWaitsForAWorkerThatWritesAndLetsOthersPassMeanwhile() throws Exception {
    CompletableFuture<Erased> erased;
    try (Connection worker = database.dataSource(Role.WORKER).getConnection();
        Statement writing = worker.createStatement()) {
      worker.setAutoCommit(false);
      writing.execute("LOCK TABLE erasure_turn IN ROW EXCLUSIVE MODE");
      erased =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return erasure.erase(Subject.xray(HERS), "test");
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      await().until(ErasureTest::someoneWaits);

      // Another worker: behind the erasure in the queue, for as long as that waits
      try (Connection other = database.dataSource(Role.WORKER).getConnection();
          Statement passing = other.createStatement()) {
        other.setAutoCommit(false);
        passing.execute("LOCK TABLE erasure_turn IN ROW EXCLUSIVE MODE");
        other.commit();
      }
      assertThat(erased).isNotDone();
      worker.commit();
    }
    assertThat(erased.get(30, TimeUnit.SECONDS).xrays()).isEqualTo(1);
  }

  private static boolean someoneWaits() {
    return !new Sql(database.administrator())
        .query(
            "looking for locks",
            "SELECT 1 FROM pg_locks WHERE relation = 'thoraflow.erasure_turn'::regclass AND NOT granted",
            row -> true)
        .isEmpty();
  }

  @Test
  void allThatIsKeptOfAPatientGoesAndNothingOfAnother() throws Exception {
    // When
    Erased erased = erasure.erase(HER, "anna");

    // Then
    assertThat(erased).isEqualTo(new Erased(2, 1, 1, 2, Map.of()));
    assertThat(files(archive)).containsExactly(HIS + ".dcm");
    assertThat(files(rejected))
        .containsExactlyInAnyOrder(HIS_REJECTED + ".dcm", HIS_REJECTED + ".json");
    for (String table : List.of("xray", "diagnosis", "label", "rejection")) {
      assertThat(texts("SELECT count(*) FROM " + table)).as(table).containsExactly("1");
    }
  }

  @Test
  void theRecordSaysHowMuchAndNotOfWhom() throws Exception {
    erasure.erase(HER, "anna");

    assertThat(
            texts(
                "SELECT concat_ws(' ', who, subject, xrays, diagnoses, labels, rejections) FROM erasure"))
        .containsExactly("anna patient 2 1 1 2");
    assertThat(texts("SELECT e::text FROM erasure e"))
        .noneMatch(row -> row.contains("HER-1") || row.contains(KEY.patientIdOnly("HER-1")));
    assertThat(texts("SELECT sha256 FROM erased_xray"))
        .containsExactlyInAnyOrder(HERS, HERS_WITHOUT_ROW, HERS_REJECTED);
    assertThat(erasure.everErased()).hasSize(3);
  }

  @Test
  void theArchivesListsForgetThemToo() throws Exception {
    arrive(HERS);
    arrive(HIS);

    erasure.erase(HER, "anna");

    assertThat(archive.resolve(".arrivals/aa.tsv")).content().isBlank();
    assertThat(archive.resolve(".arrivals/bb.tsv")).content().contains(HIS);
  }

  private void arrive(String sha256) throws IOException {
    Path lists = Files.createDirectories(archive.resolve(".arrivals"));
    Files.writeString(
        lists.resolve(sha256.substring(0, 2) + ".tsv"), sha256 + "\tnorth\t2026-03-04T12:00:00Z\n");
  }

  @Test
  void anErasureIsLaterThanAllThatHasArrivedThoughIngestsClockIsAhead() throws Exception {
    Instant receivedAt =
        Archive.open(archive, new TakenFiles(new InboxNames(archive)))
            .erasures()
            .arrival(Instant.now().plus(Duration.ofHours(3)));

    erasure.erase(HER, "anna");

    assertThat(texts("SELECT min(at) > timestamptz '%s' FROM erased_xray".formatted(receivedAt)))
        .containsExactly("t");
  }

  @Test
  void anErasureIsLaterThanAnyArrivalThatHasARow() throws Exception {
    execute("UPDATE xray SET received_at = now() + interval '2 hours'");

    erasure.erase(HER, "anna");

    assertThat(texts("SELECT min(at) > now() + interval '1 hour' FROM erased_xray"))
        .containsExactly("t");
  }

  @Test
  void nothingIsErasedWhileTheClocksDisagree() throws Exception {
    Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofHours(-3));

    assertThatThrownBy(
            () ->
                new Erasure(database.dataSource(Role.OWNER), archive, rejected, behind)
                    .erase(HER, "anna"))
        .isInstanceOf(ClockSkewException.class)
        .hasMessageContaining("hours behind the database's");
    assertThat(texts("SELECT count(*) FROM xray")).containsExactly("2");
  }

  @Test
  void aPreviewErasesNothing() throws Exception {
    assertThat(erasure.preview(HER)).isEqualTo(new Erased(2, 1, 1, 2, Map.of()));

    assertThat(texts("SELECT count(*) FROM xray")).containsExactly("2");
    assertThat(files(archive)).contains(HERS + ".dcm");
  }

  @Test
  void anErasureThatWasInterruptedIsCompletedByTheNext() throws Exception {
    // Given: the rows are gone, the files are not.
    erasure.erase(HER, "anna");
    keep(archive.resolve("aa"), HERS, dicom("HER-1"));

    // When
    Erased erased = erasure.erase(HER, "anna");

    // Then
    assertThat(erased.xrays()).isEqualTo(1);
    assertThat(files(archive)).doesNotContain(HERS + ".dcm");
  }

  @Test
  void oneXrayIsErasedByItsHash() throws Exception {
    assertThat(erasure.erase(Subject.xray(HIS), "anna"))
        .isEqualTo(new Erased(1, 1, 1, 0, Map.of()));
    assertThat(erasure.erase(Subject.xray(HIS_REJECTED), "anna"))
        .isEqualTo(new Erased(0, 0, 0, 1, Map.of()));

    assertThat(files(archive)).doesNotContain(HIS + ".dcm").contains(HERS + ".dcm");
    assertThat(files(rejected)).doesNotContain(HIS_REJECTED + ".dcm", HIS_REJECTED + ".json");
  }

  @Test
  void whatIsNoHashIsRefused() {
    assertThatThrownBy(() -> Subject.xray("../../etc/passwd"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 lower-case hexadecimal digits");
  }

  @Test
  void aDeidentifiedCopyWithoutRowIsErasedByItsPseudonym() throws Exception {
    // Given
    String copied = Sha256.of(large("HER-1"));
    keep(archive.resolve(copied.substring(0, 2)), copied, Xrays.copy(large("HER-1"), KEY));
    String his = Sha256.of(large("HIS-2"));
    keep(archive.resolve(his.substring(0, 2)), his, Xrays.copy(large("HIS-2"), KEY));

    // When
    Erased erased = erasure.erase(HER, "anna");

    // Then
    assertThat(erased.xrays()).isEqualTo(3);
    assertThat(files(archive)).doesNotContain(copied + ".dcm").contains(his + ".dcm");
  }

  private static byte[] large(String patientId) {
    int[] samples = IntStream.range(0, 96 * 96).map(pixel -> pixel % 251).toArray();
    return DicomBuilder.radiograph(96, 96, 8, samples).text(0x0010_0020, "LO", patientId).build();
  }

  private static List<String> files(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !folder.relativize(file).toString().startsWith("."))
          .map(file -> file.getFileName().toString())
          .toList();
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource(Role.OWNER).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static List<String> texts(String query) throws SQLException {
    try (Connection connection = database.dataSource(Role.OWNER).getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new java.util.ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }
}
