package io.thoraflow.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamePatientTest {
  /** The listing treats this file as N95: it is the same image as one of that patient. */
  private static final String SAME_IMAGE_AS_N95 = "NORMAL2-IM-0096-0001.jpeg";

  @ParameterizedTest
  @CsvSource({
    "person12_virus_3.jpeg, P12",
    "person1_bacteria_1.jpeg, P1",
    "IM-0117-0001.jpeg, N117",
    "NORMAL2-IM-0117-0001-0002.jpeg, N117",
  })
  void theNameOfAKermanyFileTellsThePatient(String name, String patient) {
    assertThat(FileNamePatient.of(name)).contains(patient);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a.jpeg", "person.jpeg", "personal_1.png", "DIM-0001-1.png", "IM-a-1.png"})
  void otherNamesTellNothing(String name) {
    assertThat(FileNamePatient.of(name)).isEmpty();
  }

  @Test
  void theRuleGivesThePatientGroupsOfTheWholeListing() throws IOException {
    // Given
    Path listing = SharedData.assumeDirectory("data").resolve("images.tsv");
    List<String> rows = Files.readAllLines(listing);

    // When
    List<String> different =
        rows.stream()
            .skip(1)
            .map(row -> row.split("\t"))
            .filter(this::differs)
            .map(row -> row[0])
            .toList();

    // Then
    assertThat(rows).hasSizeGreaterThan(5000);
    assertThat(different).hasSize(1).allMatch(file -> file.endsWith("/" + SAME_IMAGE_AS_N95));
  }

  private boolean differs(String[] row) {
    String name = Path.of(row[0]).getFileName().toString();
    return !FileNamePatient.of(name).orElse("none").equals(row[2]);
  }
}
