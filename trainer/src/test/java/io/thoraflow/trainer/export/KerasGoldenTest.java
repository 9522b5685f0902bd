package io.thoraflow.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.trainer.graph.DiagnosisModel;
import io.thoraflow.trainer.graph.Familiarity;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.graph.SeedHead;
import io.thoraflow.trainer.keras.KerasModel;
import io.thoraflow.trainer.keras.KerasModelReader;
import io.thoraflow.trainer.testing.Golden;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that Keras saved gives Keras's own probabilities after import and export. */
class KerasGoldenTest {
  @TempDir Path folder;

  @Test
  void theExportedModelGivesKerasOwnProbabilities() throws Exception {
    // Given
    JsonNode golden = Golden.json("diagnose_resnet_model.json");
    List<byte[]> images = Golden.images(golden.get("files"), 16);
    KerasModel keras = KerasModelReader.read(Golden.file("diagnose_resnet_model.h5"));

    // When
    SavedModelExporter.export(
        new DiagnosisModel(
            ImagePreprocessing.UNIT,
            keras.backbone(),
            new SeedHead(keras.head()),
            Familiarity.unknown(),
            1),
        folder);
    SavedModel.Diagnoses diagnoses;
    try (SavedModel model = SavedModel.load(folder)) {
      diagnoses = model.explain(images);
    }

    // Then
    double[][] expected = Golden.rows(golden.get("probabilities"));
    for (int image = 0; image < images.size(); image++) {
      assertThat((double) diagnoses.probabilities()[image][1])
          .as("image %d", image)
          .isCloseTo(expected[image][1], within(1e-4));
      assertThat(diagnoses.familiarity()[image]).isNaN();
    }
  }
}
