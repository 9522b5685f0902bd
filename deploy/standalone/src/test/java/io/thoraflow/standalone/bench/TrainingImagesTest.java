package io.thoraflow.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.trainer.data.LabelledFolder;
import io.thoraflow.trainer.data.ModelInputs;
import io.thoraflow.trainer.feature.ModelInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingImagesTest {
  @TempDir Path folder;

  @Test
  void theTrainerReadsThePixelsThatKerasReads() throws IOException {
    // Given
    Path source = folder.resolve("source");
    PhantomSet.write(source, 3, 7);

    // When
    TrainingImages.write(source, 4, 2, folder.resolve("target"));

    // Then
    List<ModelInput> training = TrainingImages.read(folder.resolve("target/training"));
    List<ModelInput> validation = TrainingImages.read(folder.resolve("target/validation"));
    assertThat(training).extracting(ModelInput::label).containsExactly(0, 0, 1, 1);
    assertThat(validation).extracting(ModelInput::label).containsExactly(0, 1);
    byte[] last =
        new ModelInputs(Preprocessing.AREA_224).read(LabelledFolder.list(source).get(5).file());
    assertThat(validation.get(1).pixels().read()).isEqualTo(last);
  }

  @Test
  void tooFewImagesAreRefused() throws IOException {
    Path source = folder.resolve("source");
    PhantomSet.write(source, 3, 7);

    assertThatThrownBy(() -> TrainingImages.write(source, 6, 2, folder.resolve("target")))
        .isInstanceOf(CommandException.class)
        .hasMessage("4 images of NORMAL are needed, but there are 3");
  }
}
