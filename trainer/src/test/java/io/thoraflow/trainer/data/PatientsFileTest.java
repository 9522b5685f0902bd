package io.thoraflow.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.csv.InvalidCsvException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PatientsFileTest {
  @TempDir Path root;

  @Test
  void eachLineNamesThePatientOfAFile() throws IOException {
    write("file,patient\nNORMAL/a.jpg,Doe\n./NORMAL/b.jpg, 7 \nNORMAL/a.jpg,Doe\n");

    assertThat(patient("a.jpg")).isEqualTo(new Patient("Doe", PatientSource.LISTED));
    assertThat(patient("b.jpg")).isEqualTo(new Patient("7", PatientSource.LISTED));
    assertThat(patient("c.jpg")).isEqualTo(Patient.unknown("sha"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NORMAL/x.jpg,Doe                      | line 2: the file must be an X-ray of the data directory
          ../NORMAL/a.jpg,Doe                   | line 2: the file must be an X-ray of the data directory
          NORMAL/a.jpg,                         | line 2: the patient must not be empty
          ,Doe                                  | line 2: the file must be an X-ray of the data directory
          NORMAL/a.jpg,Doe#NORMAL/a.jpg,Roe     | line 3: an earlier line gives the file another patient
          NORMAL/a.jpg,Doe,Jane                 | line 2: 3 cells; the header has 2 columns
          """)
  void aWrongLineIsNamedButNotShown(String lines, String message) throws IOException {
    write("file,patient\n" + lines.replace('#', '\n'));

    assertThatThrownBy(this::read)
        .isInstanceOf(InvalidCsvException.class)
        .hasMessageStartingWith("patients.csv, " + message)
        .hasMessageNotContainingAny("Doe", "x.jpg");
  }

  private void write(String text) throws IOException {
    Files.writeString(root.resolve("patients.csv"), text);
  }

  private Patient patient(String file) throws IOException {
    return read().patient(file(file), "sha", Optional.empty(), PatientSource.DICOM);
  }

  private Patients read() throws IOException {
    List<LabelledFile> files =
        List.of(
            new LabelledFile(file("a.jpg"), 0),
            new LabelledFile(file("b.jpg"), 0),
            new LabelledFile(file("c.jpg"), 0));
    return Patients.of(new DataDirectory(root, files, List.of(), List.of()));
  }

  private Path file(String name) {
    return root.resolve("NORMAL").resolve(name);
  }
}
