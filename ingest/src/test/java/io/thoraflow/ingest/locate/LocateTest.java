package io.thoraflow.ingest.locate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.ingest.MutableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LocateTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final Pseudonymizer PRESENT =
      new Pseudonymizer("the present secret, 32 characters");
  private static final Pseudonymizer FORMER =
      new Pseudonymizer("the former secret, 32 characters.");
  private static final String FIRST = "aa".repeat(32);
  private static final String SECOND = "bb".repeat(32);
  private static final String STUDY = "cc".repeat(32);

  @TempDir Path archive;
  private Path log;
  private Locate locate;

  @BeforeEach
  void storeXrays() throws Exception {
    database.clear();
    insert(FIRST, FORMER.patientIdOnly("4711"), STUDY);
    insert(SECOND, PRESENT.patientIdOnly("4711"), "dd".repeat(32));
    Files.createDirectories(archive.resolve("aa"));
    Files.write(archive.resolve("aa/" + FIRST + ".dcm"), dicom());
    log = archive.resolve("locate.log");
    locate =
        new Locate(
            database.dataSource(Role.DASHBOARD), archive, new AccessLog(log, new MutableClock()));
  }

  @Test
  void aPatientIdLeadsToTheOriginalsUnderEverySecret() {
    List<Original> originals =
        List.copyOf(
            locate.patient(PatientQuery.ofId("4711", List.of(PRESENT, FORMER)), "anna").taken());

    assertThat(originals).extracting(Original::sha256).containsExactly(FIRST, SECOND);
    assertThat(originals).extracting(Original::present).containsExactly(true, false);
    assertThat(originals.get(0).path()).isEqualTo(archive.resolve("aa/" + FIRST + ".dcm"));
  }

  @Test
  void aPatientPseudonymAndAStudyPseudonymLeadToTheOriginals() {
    assertThat(locate.pseudonym(PRESENT.patientIdOnly("4711"), "anna"))
        .extracting(Original::sha256)
        .containsExactly(SECOND);
    assertThat(locate.pseudonym(STUDY, "anna")).extracting(Original::sha256).containsExactly(FIRST);
    assertThat(locate.xray(FIRST, "anna")).hasSize(1);
  }

  @Test
  void everyQuestionIsLoggedWithoutThePatientId() throws IOException {
    locate.patient(PatientQuery.ofId("4711", List.of(PRESENT)), "anna");
    locate.xray("ee".repeat(32), "bert");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
        .isEqualTo("rw-------");
    assertThat(Files.readAllLines(log))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .contains("2026-11-24T08:00:00Z", "anna", PRESENT.patientIdOnly("4711"))
                    .contains("\"originals\":1")
                    .doesNotContain("4711\""),
            line -> assertThat(line).contains("bert", "ee".repeat(32), "\"originals\":0"));
  }

  @Test
  void withoutALogNothingIsShown() throws IOException {
    Files.createDirectories(log);

    assertThatThrownBy(() -> locate.xray(FIRST, "anna"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("must be writable");
  }

  @Test
  void aTextThatIsNoPseudonymIsRefused() {
    assertThatThrownBy(() -> locate.pseudonym("4711", "anna"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("64 lower-case hexadecimal digits");
  }

  private static byte[] dicom() {
    return DicomBuilder.radiograph(16, 16, 8, new int[256]).text(0x0010_0020, "LO", "4711").build();
  }

  private static void insert(String sha256, String patient, String study) throws SQLException {
    String sql =
        """
        INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height,
                          key_id, patient_pseudonym, study_pseudonym)
        VALUES (?, 'default', now(), 'DICOM', ?, 10, 10, 'key', ?, ?)
        """;
    try (Connection connection = database.dataSource(Role.OWNER).getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, sha256);
      statement.setString(2, "%s/%s.dcm".formatted(sha256.substring(0, 2), sha256));
      statement.setString(3, patient);
      statement.setString(4, study);
      statement.executeUpdate();
    }
  }
}
