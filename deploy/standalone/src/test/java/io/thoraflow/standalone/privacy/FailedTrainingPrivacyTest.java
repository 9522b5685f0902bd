package io.thoraflow.standalone.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.trainer.schedule.PeriodicTraining;
import io.thoraflow.trainer.testing.LabelledXrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong with marked files is told by the trainer, and not where, nor whose they are. */
class FailedTrainingPrivacyTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final int OF_A_CLASS = 12;

  @RegisterExtension final MarkedTraining marked = new MarkedTraining(database);

  @TempDir private Path read;

  private interface Damage {
    void to(Path directory) throws IOException;
  }

  static Stream<Arguments> damages() {
    return Stream.of(
        damage("does not exist", directory -> {}),
        damage(
            "must be a folder of labelled X-rays",
            directory -> {
              Files.createDirectories(directory.getParent());
              Files.writeString(directory, "");
            }),
        damage("holds no folder", Files::createDirectories),
        damage(
            "an unknown label",
            directory -> {
              writeXrays(directory);
              Files.createDirectories(directory.resolve("ZQMARK^Jane"));
            }),
        damage(
            "an unknown name",
            directory -> {
              writeXrays(directory.resolve("train"));
              Files.createDirectories(directory.resolve("ZQMARK^Jane"));
            }),
        damage(
            "at least 10, but has 1",
            directory -> MarkedTraining.write(directory.resolve("NORMAL"), 1)),
        damage(
            "FileSystemLoopException",
            directory -> {
              writeXrays(directory);
              Files.createSymbolicLink(directory.resolve("NORMAL/ZQMARK^Jane"), directory);
            }));
  }

  private static Arguments damage(String told, Damage damage) {
    return Arguments.of(told, damage);
  }

  private static void writeXrays(Path directory) throws IOException {
    for (int number = 0; number < OF_A_CLASS; number++) {
      MarkedTraining.write(directory.resolve("NORMAL"), number);
      MarkedTraining.write(directory.resolve("PNEUMONIA"), 100 + number);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void aRunOnADamagedDirectoryNamesNothingInIt(String told, Damage damage) throws Exception {
    // Given: a reading that a run may begin with
    damage.to(marked.directory());
    Path archived = MarkedTraining.write(read.resolve("PNEUMONIA"), 200);
    new LabelledXrays(database).archive(archived, marked.archive());

    // When
    PeriodicTraining training = marked.trainer(Optional.empty());
    training.tick();

    // Then
    assertThat(marked.query("SELECT detail FROM training_run"))
        .singleElement()
        .asString()
        .contains(told);
    assertThat(marked.log()).contains("Training failed");
    assertNothingIsMarked(training);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void countingTheFilesOfADamagedDirectoryNamesNothingInIt(String told, Damage damage)
      throws Exception {
    damage.to(marked.directory());

    PeriodicTraining training = marked.trainer(Optional.of(marked.directory()));
    training.tick();

    assertThat(training.conditions())
        .anyMatch(condition -> condition.problem().orElse("").contains(told));
    assertNothingIsMarked(training);
  }

  @Test
  void aLineThatNamesNoFileIsNotRepeated() throws Exception {
    writeXrays(marked.directory());
    Files.writeString(
        marked.directory().resolve("patients.csv"), "file,patient\nZQMARK.dcm,ZQMARK-1\n");

    PeriodicTraining training = marked.trainer(Optional.of(marked.directory()));
    training.tick();

    assertThat(training.conditions())
        .anyMatch(condition -> condition.problem().orElse("").contains("patients.csv, line 2"));
    assertNothingIsMarked(training);
  }

  @Test
  void filesOfWhichTooFewAreReadableAreNamedToTheirOwnerAlone() throws Exception {
    writeXrays(marked.directory());
    for (Path file : MarkedTraining.files(marked.directory().resolve("NORMAL"))) {
      Files.writeString(file, "Dear ZQMARK, ".repeat(50));
    }

    PeriodicTraining training = marked.trainer(Optional.of(marked.directory()));
    training.tick();

    assertThat(marked.query("SELECT detail FROM training_run"))
        .singleElement()
        .asString()
        .contains("0 usable X-rays of class NORMAL");
    assertThat(MarkedTraining.marksIn(marked.home()))
        .singleElement()
        .asString()
        .endsWith("left-out.tsv");
    marked.assertNothingIsMarkedBesideFiles(training);
  }

  private void assertNothingIsMarked(PeriodicTraining training) throws IOException {
    assertThat(MarkedTraining.marksIn(marked.home())).isEmpty();
    marked.assertNothingIsMarkedBesideFiles(training);
  }
}
