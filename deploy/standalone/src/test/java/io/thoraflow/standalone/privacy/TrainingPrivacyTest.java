package io.thoraflow.standalone.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.trainer.schedule.PeriodicTraining;
import io.thoraflow.trainer.testing.LabelledXrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A trainer learns from marked files in a marked folder, and from readings of archived ones; then
 * everything it has written is searched for the marks.
 */
class TrainingPrivacyTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final int OF_A_CLASS = 30;
  private static final String LEFT_OUT = "left-out.tsv";

  @RegisterExtension final MarkedTraining marked = new MarkedTraining(database);

  @TempDir private Path read;

  @Test
  void onlyTheOwnersListOfLeftOutFilesHoldsWhatAFileSaysOfItsPatient() throws Exception {
    // Given
    writeLabelledFiles();
    archiveReadFiles();

    // When
    PeriodicTraining training = marked.trainer(Optional.of(marked.directory()));
    training.tick();

    // Then
    assertThat(marked.query("SELECT outcome FROM training_run"))
        .as(marked.log())
        .hasSize(1)
        .containsAnyOf("published", "candidate", "refused");
    assertThat(MarkedTraining.files(marked.home()))
        .map(file -> file.getFileName().toString())
        .contains("report.html", "metrics.json", "manifest.json", LEFT_OUT)
        .anyMatch(name -> name.endsWith(".features"));
    assertThat(MarkedTraining.marksIn(marked.directory()))
        .as("the search finds what is there")
        .isNotEmpty();
    assertThat(MarkedTraining.marksIn(marked.home())).singleElement().asString().endsWith(LEFT_OUT);
    assertThat(leftOut())
        .allSatisfy(
            file ->
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------"));
    marked.assertNothingIsMarkedBesideFiles(training);
  }

  private void writeLabelledFiles() throws IOException {
    Path directory = marked.directory();
    for (int number = 0; number < OF_A_CLASS; number++) {
      MarkedTraining.write(directory.resolve("NORMAL"), number);
      MarkedTraining.write(directory.resolve("PNEUMONIA"), 100 + number);
    }
    Files.write(directory.resolve("NORMAL/ZQMARK Jane.jpg"), Marks.jpeg());
    Files.write(directory.resolve("PNEUMONIA/ZQMARK Jane.png"), Marks.png());
    Files.write(directory.resolve("PNEUMONIA/ZQMARK cut.jpg"), Marks.dyingJpeg());
    Files.writeString(directory.resolve("NORMAL/ZQMARK letter.dcm"), "Dear ZQMARK, ".repeat(50));
    Files.writeString(
        directory.resolve("patients.csv"), "file,patient\nNORMAL/ZQMARK Jane.jpg,ZQMARK-4711\n");
  }

  private void archiveReadFiles() throws Exception {
    LabelledXrays xrays = new LabelledXrays(database);
    for (int number = 0; number < 3; number++) {
      xrays.archive(
          MarkedTraining.write(read.resolve("PNEUMONIA"), 200 + number), marked.archive());
    }
  }

  private List<Path> leftOut() throws IOException {
    return MarkedTraining.files(marked.home()).stream()
        .filter(file -> file.endsWith(LEFT_OUT))
        .toList();
  }
}
