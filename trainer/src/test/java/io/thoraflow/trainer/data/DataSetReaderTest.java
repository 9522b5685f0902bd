package io.thoraflow.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetReaderTest {
  /** Of the first 30 patients of each class, four (NORMAL) and four (PNEUMONIA) validate. */
  private static final int PATIENTS = 30;

  @TempDir Path folder;

  private final List<String> progress = new ArrayList<>();

  @Test
  void aDirectoryIsDividedByPatient() throws Exception {
    // Given
    XrayFiles.set(data("train"), PATIENTS, 1000);
    XrayFiles.png(data("train/PNEUMONIA/person12_virus_2.png"), 1);
    XrayFiles.png(data("val/NORMAL/NORMAL2-IM-0009-0001.png"), 2);
    XrayFiles.png(data("val/PNEUMONIA/person100_virus_2.png"), 3);
    XrayFiles.png(data("test/NORMAL/IM-0200-0001.png"), 4);
    XrayFiles.png(data("test/PNEUMONIA/person200_virus_1.png"), 5);

    // When
    DataSet data = byPatient();

    // Then
    assertThat(data.validation())
        .extracting(LabelledXray::patient)
        .containsExactlyInAnyOrder(
            "N9", "N9", "N21", "N23", "N27", "P12", "P12", "P16", "P17", "P30");
    DataSummary summary = data.summary();
    assertThat(summary.training()).isEqualTo(new ClassCounts(26, 27, 53));
    assertThat(summary.validation()).isEqualTo(new ClassCounts(5, 5, 8));
    assertThat(summary.test()).isEqualTo(new ClassCounts(1, 1, 2));
    assertThat(summary.leftOut()).isEmpty();
    assertThat(progress).hasSize(65).startsWith("1/65").endsWith("65/65");
  }

  @Test
  void thePatientOfADicomFileIsTheOneInItsHeader() throws Exception {
    XrayFiles.set(data(""), PATIENTS, 1000);
    XrayFiles.dicom(data("NORMAL/person1_bacteria_7.dcm"), 1, "A");
    XrayFiles.dicom(data("NORMAL/person1_bacteria_8.dcm"), 2, "");
    Path unnamed = XrayFiles.dicom(data("NORMAL/unnamed.dcm"), 3, "");

    DataSet data = byPatient();

    assertThat(patients(data, "person1_bacteria_7.dcm")).containsExactly("A");
    assertThat(patients(data, "person1_bacteria_8.dcm")).containsExactly("P1");
    assertThat(patients(data, "unnamed.dcm")).containsExactly(Sha256.of(unnamed));
    assertThat(data.patients())
        .isEqualTo(
            new PatientNaming(
                Map.of(
                    PatientSource.DICOM, 1,
                    PatientSource.FILE_NAME, 2 * PATIENTS + 1,
                    PatientSource.UNKNOWN, 1),
                0));
  }

  @Test
  void aListOfPatientsComesFirst() throws Exception {
    XrayFiles.set(data("train"), PATIENTS, 1000);
    XrayFiles.dicom(data("train/NORMAL/a.dcm"), 1, "A");
    Files.writeString(
        data("patients.csv"),
        "file,patient\ntrain/NORMAL/a.dcm,Z\ntrain/NORMAL/IM-0001-0001.png,Z\n");

    DataSet data = byPatient();

    assertThat(patients(data, "a.dcm")).containsExactly("Z");
    assertThat(patients(data, "IM-0001-0001.png")).containsExactly("Z");
    assertThat(patients(data, "IM-0002-0001.png")).containsExactly("N2");
  }

  @Test
  void theFingerprintFollowsContentAndNotPlaces() throws Exception {
    // Given
    XrayFiles.set(data(""), PATIENTS, 1000);
    String before = byPatient().fingerprint();

    // When: the same files, in another folder
    Path moved = data("NORMAL/more/IM-0001-0001.png");
    Files.createDirectories(moved.getParent());
    Files.move(data("NORMAL/IM-0001-0001.png"), moved);
    String afterMove = byPatient().fingerprint();

    // When: one file less
    Files.delete(moved);
    String afterDelete = byPatient().fingerprint();

    // Then
    assertThat(before).matches("[0-9a-f]{64}").isEqualTo(afterMove).isNotEqualTo(afterDelete);
  }

  @Test
  void anUnreadableFileIsLeftOutAndNamedToItsOwnerAlone() throws Exception {
    // Given
    XrayFiles.set(data(""), PATIENTS, 1000);
    Path broken =
        XrayFiles.write(data("NORMAL/Doe_Jane.jpeg"), "no image".getBytes(StandardCharsets.UTF_8));

    // When
    DataSet data = byPatient();

    // Then
    assertThat(data.leftOut())
        .containsExactly(
            new LeftOut(
                Sha256.of(broken),
                LeftOut.Reason.UNREADABLE,
                "not_an_image: the content is neither DICOM, JPEG nor PNG",
                broken));
    assertThat(Files.readString(leftOutFile()))
        .contains(Sha256.of(broken) + "\tUNREADABLE\t", "Doe_Jane");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(leftOutFile())))
        .isEqualTo("rw-------");
  }

  @Test
  void neitherTextNorJsonOfADataSetShowsFilesOrPatients() throws Exception {
    XrayFiles.set(data(""), PATIENTS, 1000);
    XrayFiles.dicom(data("NORMAL/Doe_Jane.dcm"), 1, "PATIENT-77");
    XrayFiles.write(data("NORMAL/Doe_John.jpeg"), new byte[0]);

    DataSet data = byPatient();

    assertThat(data.leftOut()).hasSize(1);
    assertThat(data + Json.MAPPER.writeValueAsString(data))
        .contains("empty_file")
        .doesNotContain("Doe", "PATIENT-77");
  }

  @Test
  void aClassWithTooFewReadableXraysIsNamedWithTheReasons() throws Exception {
    XrayFiles.set(data(""), 9, 1000);
    XrayFiles.png(data("NORMAL/IM-0010-0001.png"), 1);
    XrayFiles.write(data("PNEUMONIA/broken.png"), new byte[0]);

    assertThatThrownBy(() -> byPatient())
        .isInstanceOf(InvalidDataSetException.class)
        .hasMessageContaining(
            "9 usable X-rays of class PNEUMONIA, but at least 10 are needed; left out: {UNREADABLE=1}");
  }

  @Test
  void onePatientCannotBeOnBothSides() throws Exception {
    XrayFiles.set(data(""), PATIENTS, 1000);
    for (int n = 1; n <= PATIENTS; n++) {
      Path file = data("PNEUMONIA/person%d_bacteria_1.png".formatted(n));
      Files.move(file, file.resolveSibling("person1_bacteria_%d.png".formatted(100 + n)));
    }

    assertThatThrownBy(() -> byPatient())
        .isInstanceOf(InvalidDataSetException.class)
        .hasMessageContaining("PNEUMONIA has 30 X-rays for training and 0 for validation");
  }

  @Test
  void theSeedRecipeGetsTheFolderAsKerasDividesIt() throws Exception {
    // Given
    XrayFiles.set(data("train"), 12, 1000);
    XrayFiles.png(data("train/NORMAL/IM-0001-copy.png"), 1002);
    XrayFiles.set(data("val"), 1, 2000);
    XrayFiles.set(data("test"), 2, 1000);

    // When
    DataSet data = reader().asKeras(DataDirectory.open(data("")));

    // Then
    assertThat(data.summary().training()).isEqualTo(new ClassCounts(11, 10, 21));
    assertThat(names(data.validation()))
        .containsExactly(
            "IM-0001-0001.png",
            "IM-0001-copy.png",
            "person10_bacteria_1.png",
            "person11_bacteria_1.png");
    assertThat(data.test()).hasSize(4);
    assertThat(data.leftOut()).isEmpty();
  }

  private DataSet byPatient() throws IOException {
    return reader().byPatient(DataDirectory.open(data("")), ArchiveLabels.none());
  }

  private DataSetReader reader() {
    return new DataSetReader(leftOutFile(), (done, total) -> progress.add(done + "/" + total));
  }

  private static List<String> patients(DataSet data, String name) {
    return Stream.concat(data.training().stream(), data.validation().stream())
        .filter(xray -> xray.file().endsWith(name))
        .map(LabelledXray::patient)
        .toList();
  }

  private static List<String> names(List<LabelledXray> xrays) {
    return xrays.stream().map(xray -> xray.file().getFileName().toString()).toList();
  }

  private Path data(String name) {
    return folder.resolve("data").resolve(name);
  }

  private Path leftOutFile() {
    return folder.resolve("run/left-out.tsv");
  }
}
