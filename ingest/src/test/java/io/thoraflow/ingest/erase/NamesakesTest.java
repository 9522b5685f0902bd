package io.thoraflow.ingest.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.dicom.DicomIdentifiers;
import io.thoraflow.contract.dicom.PatientIds;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.message.PatientIdScope;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.message.Pseudonyms;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.ingest.MutableClock;
import io.thoraflow.ingest.Xrays;
import io.thoraflow.ingest.locate.AccessLog;
import io.thoraflow.ingest.locate.AmbiguousPatientException;
import io.thoraflow.ingest.locate.Locate;
import io.thoraflow.ingest.locate.Original;
import io.thoraflow.ingest.locate.PatientQuery;
import io.thoraflow.ingest.locate.PatientSelection;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Persons who share a Patient ID, and ids that were written in several ways. */
class NamesakesTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final String SECRET = "the site's secret of 32 characters";
  private static final Pseudonymizer KEY = new Pseudonymizer(SECRET);
  private static final Pseudonymizer BY_SITE = new Pseudonymizer(SECRET, PatientIdScope.SITE);

  @TempDir Path folder;
  private Path archive;
  private int files;

  @BeforeEach
  void begin() throws SQLException, IOException {
    database.clear();
    archive = Files.createDirectories(folder.resolve("archive"));
  }

  private DicomBuilder named(String characterSet, byte[] id, String issuer) {
    int[] samples = IntStream.range(0, 96 * 96).map(pixel -> pixel % 251).toArray();
    samples[0] = ++files;
    DicomBuilder file = DicomBuilder.radiograph(96, 96, 8, samples).bytes(0x0010_0020, "LO", id);
    if (characterSet != null) {
      file.text(0x0008_0005, "CS", characterSet);
    }
    return issuer.isEmpty() ? file : file.text(0x0010_0021, "LO", issuer);
  }

  private byte[] file(String id, String issuer) {
    return named(null, id.getBytes(StandardCharsets.ISO_8859_1), issuer).build();
  }

  /** As ingest keeps it. */
  private String keep(byte[] file, Pseudonymizer key, String site) throws Exception {
    DicomIdentifiers identifiers =
        new DicomIdentifiers(PatientIds.of(file), Optional.empty(), Optional.empty());
    return keep(file, file, key.of(identifiers, site), site);
  }

  /** As a release kept it that did not regard issuers, and read few character sets. */
  private String keepAsOnce(byte[] file) throws Exception {
    String once = PatientIds.of(file).orElseThrow().idAsOnceRead();
    return keep(
        file,
        file,
        new Pseudonyms(
            KEY.keyId(),
            Optional.of(KEY.patientIdOnly(once)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        "default");
  }

  private String keep(byte[] original, byte[] kept, Pseudonyms pseudonyms, String site)
      throws Exception {
    String sha256 = Sha256.of(original);
    String path = "%s/%s.dcm".formatted(sha256.substring(0, 2), sha256);
    Files.createDirectories(archive.resolve(path).getParent());
    Files.write(archive.resolve(path), kept);
    String sql =
        """
        INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id,
            patient_pseudonym, patient_id_only_pseudonym)
        VALUES (?, ?, now(), 'DICOM', ?, 1, 1, 'k', ?, ?)""";
    try (Connection connection = database.dataSource(Role.OWNER).getConnection();
        PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, sha256);
      insert.setString(2, site);
      insert.setString(3, path);
      insert.setString(4, pseudonyms.patient().orElse(null));
      insert.setString(5, pseudonyms.patientIdOnly().orElse(null));
      insert.executeUpdate();
    }
    return sha256;
  }

  private PatientQuery query(String id, String issuer) {
    return new PatientQuery(id, Optional.ofNullable(issuer), false, Optional.empty(), List.of(KEY));
  }

  private Erased erase(PatientQuery query) throws IOException {
    return new Erasure(database.dataSource(Role.OWNER), archive, folder.resolve("rejected"))
        .erase(Subject.patient(query), "anna");
  }

  private Set<String> rows() throws SQLException {
    try (Connection connection = database.dataSource(Role.OWNER).getConnection();
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT sha256 FROM xray")) {
      Set<String> found = new java.util.HashSet<>();
      while (rows.next()) {
        found.add(rows.getString(1));
      }
      return found;
    }
  }

  private PatientSelection<Original> located(PatientQuery query) {
    return new Locate(
            database.dataSource(Role.DASHBOARD),
            archive,
            new AccessLog(folder.resolve("access.jsonl"), new MutableClock()))
        .patient(query, "anna");
  }

  private Set<String> found(PatientQuery query) {
    return located(query).taken().stream().map(Original::sha256).collect(Collectors.toSet());
  }

  @Test
  void whereTwoIssuersGaveOneIdTheOperatorIsAskedWhose() throws Exception {
    String a = keep(file("4711", "HOSPITAL-A"), KEY, "default");
    String b = keep(file("4711", "HOSPITAL-B"), KEY, "default");

    assertThatThrownBy(() -> erase(query("4711", null)))
        .isInstanceOf(AmbiguousPatientException.class)
        .hasMessageContaining("1 X-rays of issuer HOSPITAL-A")
        .hasMessageContaining("1 X-rays of issuer HOSPITAL-B")
        .hasMessageContaining("--issuer");
    assertThat(rows()).containsExactlyInAnyOrder(a, b);
  }

  @Test
  void onlyTheNamedIssuersPatientIsErasedAndTheOthersAreTold() throws Exception {
    String a = keep(file("4711", "HOSPITAL-A"), KEY, "default");
    String b = keep(file("4711", "HOSPITAL-B"), KEY, "default");
    String none = keep(file("4711", ""), KEY, "default");

    Erased erased = erase(query("4711", "HOSPITAL-A"));

    assertThat(erased.xrays()).isEqualTo(1);
    assertThat(erased.left().keySet())
        .extracting(group -> group.text())
        .containsExactlyInAnyOrder("issuer HOSPITAL-B", "no known issuer");
    assertThat(rows()).containsExactlyInAnyOrder(b, none).doesNotContain(a);
  }

  @Test
  void whatWasKeptBeforeIssuersCountedGoesByItsOriginal() throws Exception {
    String old = keepAsOnce(file("4711", "HOSPITAL-A"));
    String other = keepAsOnce(file("4711", "HOSPITAL-B"));

    assertThat(found(query("4711", "HOSPITAL-A"))).containsExactly(old);
    assertThat(found(query("4711", "HOSPITAL-B"))).containsExactly(other);
  }

  @Test
  void withoutAnOriginalThatTellsNothingIsTakenForAnIssuersPatient() throws Exception {
    byte[] file = file("4711", "HOSPITAL-A");
    String old = keepAsOnce(file);
    String known = keep(file("4711", "HOSPITAL-A"), KEY, "default");
    Files.delete(archive.resolve("%s/%s.dcm".formatted(old.substring(0, 2), old)));

    PatientSelection<Original> selection = located(query("4711", "HOSPITAL-A"));

    assertThat(selection.taken()).extracting(Original::sha256).containsExactly(known);
    assertThat(selection.left()).hasSize(1);
    assertThat(found(query("4711", ""))).containsExactly(old);
    assertThat(
            found(new PatientQuery("4711", Optional.empty(), true, Optional.empty(), List.of(KEY))))
        .containsExactlyInAnyOrder(old, known);
  }

  @Test
  void aDeidentifiedCopyIsItsIssuersPatients() throws Exception {
    byte[] a = file("4711", "HOSPITAL-A");
    byte[] b = file("4711", "HOSPITAL-B");
    for (byte[] original : List.of(a, b)) {
      String sha256 = Sha256.of(original);
      Path file = archive.resolve("%s/%s.dcm".formatted(sha256.substring(0, 2), sha256));
      Files.createDirectories(file.getParent());
      Files.write(file, Xrays.copy(original, KEY));
    }

    Erased erased = erase(query("4711", "HOSPITAL-A"));

    assertThat(erased.xrays()).isEqualTo(1);
    try (var left = Files.walk(archive)) {
      assertThat(left.filter(file -> file.toString().endsWith(".dcm")))
          .extracting(file -> file.getFileName().toString())
          .containsExactly(Sha256.of(b) + ".dcm");
    }
  }

  @Test
  void allEncodingsOfAnIdAreFoundWhicheverReleaseKeptThem() throws Exception {
    Charset cyrillic = Charset.forName("ISO-8859-5");
    byte[] latin = "Ж-17".getBytes(cyrillic);
    byte[] utf8 = "Ж-17".getBytes(StandardCharsets.UTF_8);
    Set<String> hers =
        Set.of(
            keepAsOnce(named("ISO_IR 144", latin, "").build()),
            keepAsOnce(named("ISO 2022 IR 144", latin, "").build()),
            keepAsOnce(named("\\ISO 2022 IR 144", latin, "").build()),
            keepAsOnce(named("ISO_IR 192", utf8, "").build()),
            keepAsOnce(named("UTF8", utf8, "").build()),
            keep(named("ISO_IR 144", latin, "").build(), KEY, "default"),
            keep(named("\\ISO 2022 IR 144", latin, "").build(), KEY, "default"),
            keep(named("UTF8", utf8, "").build(), KEY, "default"));
    // Latin-1 for what the same bytes are in Cyrillic.
    String his = keep(named(null, latin, "").build(), KEY, "default");

    PatientSelection<Original> selection = located(query("Ж-17", null));

    assertThat(selection.taken())
        .extracting(Original::sha256)
        .containsExactlyInAnyOrderElementsOf(hers);
    assertThat(selection.left().keySet())
        .extracting(group -> group.text())
        .containsExactly("another Patient ID in the original");
    assertThat(found(query("\u00B6-17", null))).containsExactly(his);
  }

  @Test
  void withTheScopeOfASiteEachSiteHasItsOwnPatient() throws Exception {
    String north = keep(file("4711", ""), BY_SITE, "north");
    String south = keep(file("4711", ""), BY_SITE, "south");

    assertThatThrownBy(() -> located(query("4711", null)))
        .isInstanceOf(AmbiguousPatientException.class)
        .hasMessageContaining("at site north")
        .hasMessageContaining("--site");
    assertThat(
            found(
                new PatientQuery(
                    "4711", Optional.empty(), false, Optional.of("north"), List.of(BY_SITE))))
        .containsExactly(north)
        .doesNotContain(south);
  }
}
