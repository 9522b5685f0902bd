package io.thoraflow.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.thoraflow.contract.database.LatestLabel;
import io.thoraflow.contract.identity.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveLabelsTest {
  private static final int PATIENTS = 30;
  private static final String ORIGINAL = "ab/original.dcm";
  private static final String COPY = "ab/copy.dcm";

  @TempDir Path folder;

  @Test
  void aClinicianOverrulesTheDirectory() throws Exception {
    // Given
    XrayFiles.set(data(""), PATIENTS, 1000);
    Path corrected = data("NORMAL/IM-0001-0001.png");
    Path confirmed = data("NORMAL/IM-0002-0001.png");

    // When
    DataSet data =
        byPatient(readings(label(corrected, "PNEUMONIA", 1), label(confirmed, "NORMAL", 0)));

    // Then
    assertThat(data.training())
        .filteredOn(xray -> xray.file().equals(corrected))
        .extracting(LabelledXray::label, LabelledXray::patient)
        .containsExactly(tuple(1, "N1"));
    assertThat(data.summary().readings()).isEqualTo(new ReadingsUsed(2, 0, 1, 1));
  }

  @Test
  void labelledOriginalsOfTheArchiveAreAdded() throws Exception {
    // Given
    XrayFiles.set(data(""), PATIENTS, 1000);
    Path original = XrayFiles.dicom(archive("ab/original.dcm"), 1, "A");
    Path changed = XrayFiles.png(archive("ab/changed.png"), 2);
    LatestLabel ofOther = label("c".repeat(64), changed, "NORMAL", 0);
    LatestLabel gone = label("d".repeat(64), archive("dd/gone.png"), "NORMAL", 0);

    // When
    DataSet data = byPatient(readings(label(original, "PNEUMONIA", 0), ofOther, gone));

    // Then
    assertThat(data.validation())
        .filteredOn(xray -> xray.patient().equals("A"))
        .extracting(LabelledXray::file, LabelledXray::label)
        .containsExactly(tuple(original, 1));
    assertThat(data.leftOut())
        .containsExactlyInAnyOrder(
            new LeftOut(
                gone.xray(),
                LeftOut.Reason.MISSING,
                "the archive has no such original",
                archive("dd/gone.png")),
            new LeftOut(
                ofOther.xray(),
                LeftOut.Reason.MISSING,
                "its archived file has another SHA-256",
                changed));
    assertThat(data.summary().readings()).isEqualTo(new ReadingsUsed(3, 1, 0, 0));
  }

  @Test
  void aDeidentifiedCopyCountsAsTheXrayThatItIsOf() throws Exception {
    // Given
    XrayFiles.set(data(""), PATIENTS, 1000);
    Path original = XrayFiles.dicom(folder.resolve("original.dcm"), 1, "A");
    Path copy = XrayFiles.write(archive("ab/copy.dcm"), XrayFiles.deidentified(original));
    LatestLabel label = label(Sha256.of(original), copy, "PNEUMONIA", 0);

    // When
    DataSet data = byPatient(readings(label));

    // Then
    assertThat(data.leftOut()).isEmpty();
    assertThat(Stream.concat(data.training().stream(), data.validation().stream()))
        .filteredOn(xray -> xray.file().equals(copy))
        .singleElement()
        .satisfies(
            xray -> {
              assertThat(xray.sha256()).isEqualTo(Sha256.of(original));
              assertThat(xray.person())
                  .isEqualTo(
                      new Patient(XrayFiles.KEY.patientIdOnly("A"), PatientSource.PSEUDONYM));
            });
  }

  /** Ids were split by themselves before issuers counted: an issuer moves nobody. */
  @Test
  void anIssuerChangesNobodysSide() throws Exception {
    // Given
    XrayFiles.set(data(""), PATIENTS, 1000);
    Path original = XrayFiles.dicom(archive("ab/original.dcm"), 1, "A", "HOSPITAL-A");
    Path copied = XrayFiles.dicom(folder.resolve("copied.dcm"), 2, "A", "HOSPITAL-A");
    Path copy = XrayFiles.write(archive("ab/copy.dcm"), XrayFiles.deidentified(copied));

    // When
    DataSet data =
        byPatient(
            readings(
                label(original, "PNEUMONIA", 0), label(Sha256.of(copied), copy, "PNEUMONIA", 0)));

    // Then
    assertThat(Stream.concat(data.training().stream(), data.validation().stream()))
        .filteredOn(xray -> xray.file().startsWith(archive("")))
        .extracting(LabelledXray::person)
        .containsExactlyInAnyOrder(
            new Patient("A", PatientSource.DICOM),
            new Patient(XrayFiles.KEY.patientIdOnly("A"), PatientSource.PSEUDONYM));
  }

  /** The copy is on the validation side by its pseudonym, the original would be trained on. */
  @Test
  void aPatientWithOriginalsAndCopiesIsOne() throws Exception {
    DataSet data = withOriginalAndCopyOf(patient(Side.TRAINING, Side.VALIDATION));

    Path original = archive(ORIGINAL);
    assertThat(data.validation()).extracting(LabelledXray::file).contains(archive(COPY));
    assertThat(data.training()).extracting(LabelledXray::file).doesNotContain(original);
    assertThat(data.leftOut())
        .containsExactly(
            new LeftOut(
                Sha256.of(original),
                LeftOut.Reason.PATIENT_IN_VALIDATION,
                "the patient is on the validation side",
                original));
  }

  @Test
  void aPatientWhoseNamesAreOfOneSideIsOne() throws Exception {
    String patient = patient(Side.TRAINING, Side.TRAINING);

    DataSet data = withOriginalAndCopyOf(patient);

    assertThat(data.training())
        .filteredOn(xray -> xray.file().startsWith(archive("")))
        .extracting(LabelledXray::person)
        .hasSize(2)
        .containsOnly(
            new Patient(least(patient, XrayFiles.KEY.patientIdOnly(patient)), PatientSource.DICOM));
    assertThat(data.patients().doubts())
        .containsExactly(
            "Patients are named in several ways (2 X-rays by Patient ID, 60 X-rays by file name):"
                + " who is named in two of them counts as two.");
  }

  /** No original is labelled that would tell whose a copy is. */
  @Test
  void copiesBesidePatientIdsAreInDoubt() throws Exception {
    XrayFiles.set(data(""), PATIENTS, 1000);
    XrayFiles.dicom(data("NORMAL/another.dcm"), 3, "another");
    Path former = XrayFiles.dicom(folder.resolve("former.dcm"), 2, "A");
    Path copy = XrayFiles.write(archive("ab/copy.dcm"), XrayFiles.deidentified(former));

    DataSet data = byPatient(readings(of("A", label(Sha256.of(former), copy, "PNEUMONIA", 0))));

    assertThat(data.patients().doubts())
        .containsExactly(
            "Patients are named in several ways (1 X-rays by Patient ID, 1 X-rays by pseudonym,"
                + " 60 X-rays by file name): who is named in two of them counts as two.");
  }

  @Test
  void copiesOfTwoSecretsAreInDoubt() throws Exception {
    XrayFiles.set(data(""), PATIENTS, 1000);
    LatestLabel earlier = copyOf("A", 1, "ab/earlier.dcm", "key-1");
    LatestLabel later = copyOf("B", 2, "ab/later.dcm", "key-2");

    assertThat(byPatient(readings(earlier, later)).patients().doubts())
        .contains("Pseudonyms were made under 2 secrets: who has one under each counts as two.");
    assertThat(byPatient(readings(earlier)).patients().secrets()).isEqualTo(1);
  }

  private LatestLabel copyOf(String patient, int seed, String name, String keyId)
      throws IOException {
    Path original = XrayFiles.dicom(folder.resolve("former-%d.dcm".formatted(seed)), seed, patient);
    XrayFiles.write(archive(name), XrayFiles.deidentified(original));
    return new LatestLabel(
        Sha256.of(original),
        name,
        "NORMAL",
        0,
        keyId,
        Optional.of(XrayFiles.KEY.patientIdOnly(patient)));
  }

  private DataSet withOriginalAndCopyOf(String patient) throws IOException {
    XrayFiles.set(data(""), PATIENTS, 1000);
    Path original = XrayFiles.dicom(archive(ORIGINAL), 1, patient);
    Path former = XrayFiles.dicom(folder.resolve("former.dcm"), 2, patient);
    Path copy = XrayFiles.write(archive(COPY), XrayFiles.deidentified(former));
    return byPatient(
        readings(
            of(patient, label(original, "NORMAL", 0)),
            of(patient, label(Sha256.of(former), copy, "PNEUMONIA", 0))));
  }

  /** An id on the one side whose pseudonym is on the other. */
  private static String patient(Side side, Side ofPseudonym) {
    return IntStream.range(0, 1000)
        .mapToObj(number -> "patient " + number)
        .filter(id -> PatientSplit.side(id) == side)
        .filter(id -> PatientSplit.side(XrayFiles.KEY.patientIdOnly(id)) == ofPseudonym)
        .findFirst()
        .orElseThrow();
  }

  private static String least(String a, String b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private DataSet byPatient(ArchiveLabels readings) throws IOException {
    return new DataSetReader(folder.resolve("run/left-out.tsv"), (done, total) -> {})
        .byPatient(DataDirectory.open(data("")), readings);
  }

  private ArchiveLabels readings(LatestLabel... labels) {
    return new ArchiveLabels(archive(""), List.of(labels));
  }

  private LatestLabel label(Path file, String reading, int disagreeing) throws IOException {
    return label(Sha256.of(file), file, reading, disagreeing);
  }

  private LatestLabel label(String sha256, Path file, String reading, int disagreeing) {
    return new LatestLabel(
        sha256,
        archive("").relativize(file).toString(),
        reading,
        disagreeing,
        XrayFiles.KEY.keyId(),
        Optional.empty());
  }

  /** As ingest has recorded it. */
  private static LatestLabel of(String patient, LatestLabel label) {
    return new LatestLabel(
        label.xray(),
        label.archivePath(),
        label.reading(),
        label.disagreeing(),
        label.keyId(),
        Optional.of(XrayFiles.KEY.patientIdOnly(patient)));
  }

  private Path data(String name) {
    return folder.resolve("data").resolve(name);
  }

  private Path archive(String name) {
    return folder.resolve("archive").resolve(name);
  }
}
