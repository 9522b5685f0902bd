package io.thoraflow.trainer.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.ModelSigning;
import io.thoraflow.contract.model.SigningKey;
import io.thoraflow.contract.testing.Manifests;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.data.Patient;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.testing.TinySavedModel;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServingModelTest {
  @TempDir private Path folder;

  @Test
  void itReadsXraysFromTheirFiles() throws IOException {
    List<Prediction> predictions = serving(1).read(xrays());

    assertThat(predictions).hasSize(4).extracting(Prediction::logit).allMatch(x -> x > 0);
  }

  /** As weights that rotted on the disk, or that an import brought along. */
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void oneThatGivesNoNumberIsNotComparedWith(float weight) throws IOException {
    ServingModel serving = serving(weight);
    List<LabelledXray> xrays = xrays();

    assertThatThrownBy(() -> serving.read(xrays))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "version 7, which serves, gives no number for X-ray %s, so that nothing can be compared"
                + " with it: roll back, or promote another version",
            xrays.get(0).sha256());
  }

  @Test
  void oneThatNoTrustedKeyHasSignedIsRefusedBeforeAnythingIsTrained() throws IOException {
    ModelSigning signing = ModelSigning.by(SigningKey.generate());
    var unsigned = serving(1);

    assertThatThrownBy(
            () -> new ServingModel(new ModelRepository(folder.resolve("models"), signing), 7))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("nobody has signed it");
    assertThat(unsigned.isComparable()).isTrue();
  }

  private ServingModel serving(float weight) throws IOException {
    ModelRepository repository = new ModelRepository(folder.resolve("models"));
    Path staged = repository.stage();
    TinySavedModel.write(staged, weight, explain -> explain);
    String unused =
        repository.publish(staged, Manifests.manifest(7, ModelRepository.hashes(staged)));
    return new ServingModel(repository, 7);
  }

  private List<LabelledXray> xrays() throws IOException {
    List<LabelledXray> xrays = new ArrayList<>();
    for (Path file : PhantomSet.write(folder.resolve("set"), 2, 5)) {
      String sha256 = Sha256.of(file);
      int label = file.getParent().getFileName().toString().equals("NORMAL") ? 0 : 1;
      xrays.add(new LabelledXray(sha256, file, label, Patient.unknown(sha256), sha256));
    }
    return xrays;
  }
}
