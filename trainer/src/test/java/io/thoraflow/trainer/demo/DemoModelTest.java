package io.thoraflow.trainer.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.trainer.data.LabelledFile;
import io.thoraflow.trainer.data.LabelledFolder;
import io.thoraflow.trainer.data.ModelInputs;
import io.thoraflow.trainer.export.SavedModel;
import io.thoraflow.trainer.publish.DeferredRegister;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.testing.RealWeights;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoModelTest {
  @TempDir Path folder;

  @Test
  void aDemoModelTellsUnseenPhantomsApart() throws Exception {
    // Given
    BackboneWeights weights = RealWeights.assume();
    PhantomSet.write(folder.resolve("train"), 32, 1);
    PhantomSet.write(folder.resolve("unseen"), 12, 2);
    ModelRepository repository = new ModelRepository(folder.resolve("models"));

    // When
    int version = publish(weights, repository, new ArrayList<>());

    // Then
    int right = 0;
    List<LabelledFile> unseen = LabelledFolder.list(folder.resolve("unseen"));
    ModelInputs inputs = new ModelInputs(Preprocessing.AREA_224);
    try (SavedModel model = SavedModel.load(repository.folder(version))) {
      for (LabelledFile file : unseen) {
        float probability = model.explain(List.of(inputs.read(file.file()))).probabilities()[0][1];
        right += (probability >= 0.5) == (file.label() == 1) ? 1 : 0;
      }
    }
    assertThat(right).isGreaterThanOrEqualTo(unseen.size() * 5 / 6);
  }

  @Test
  void aDemoModelIsMarkedAsOne() throws Exception {
    // Given
    PhantomSet.write(folder.resolve("train"), 3, 1);
    ModelRepository repository = new ModelRepository(folder.resolve("models"));
    List<Integer> progress = new ArrayList<>();

    // When
    int version = publish(GeneratedWeights.backbone(8), repository, progress);

    // Then
    ModelManifest manifest = repository.manifest(version);
    assertThat(manifest.origin()).isEqualTo(ModelManifest.Origin.DEMO);
    assertThat(manifest.name()).isEqualTo("demo");
    assertThat(manifest.preprocessing()).isEqualTo("area-224");
    assertThat(manifest.training().orElseThrow().path("data").asText())
        .isEqualTo("6 synthetic phantoms; says nothing about real X-rays");
    assertThat(progress).isSorted().endsWith(6);
  }

  private int publish(BackboneWeights weights, ModelRepository repository, List<Integer> progress)
      throws Exception {
    ModelPublisher publisher =
        new ModelPublisher(
            repository, new DeferredRegister(repository), ModelAnnouncer.none(), Clock.systemUTC());
    return new DemoModel(weights)
        .publish(folder.resolve("train"), publisher, (done, total) -> progress.add(done));
  }
}
