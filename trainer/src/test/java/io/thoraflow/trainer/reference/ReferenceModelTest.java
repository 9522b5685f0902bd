package io.thoraflow.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.trainer.export.SavedModel;
import io.thoraflow.trainer.fit.FamiliarityScores;
import io.thoraflow.trainer.fit.FeatureExtractor;
import io.thoraflow.trainer.fit.PooledFeatures;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.publish.DatabaseRegister;
import io.thoraflow.trainer.publish.DeferredRegister;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A head's file joined with a backbone, both of generated weights. */
class ReferenceModelTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final BackboneWeights BACKBONE = GeneratedWeights.backbone(5);

  @TempDir private Path folder;

  @Test
  void anInstalledHeadServesAndKeepsWhatItLearned() throws Exception {
    // Given
    TrainedHead head = fromFile(GeneratedHead.on(BACKBONE));
    ModelRepository repository = new ModelRepository(folder.resolve("models"));
    ModelPublisher offline =
        new ModelPublisher(
            repository, new DeferredRegister(repository), ModelAnnouncer.none(), Clock.systemUTC());

    // When no pipeline runs
    int version = ReferenceModel.publish(head, ReferenceModel.NAME, BACKBONE, offline);

    // Then
    ModelManifest manifest = repository.manifest(version);
    assertThat(manifest.name()).isEqualTo("reference");
    assertThat(manifest.origin()).isEqualTo(ModelManifest.Origin.TRAINED);
    assertThat(manifest.threshold()).isEqualTo(0.375);
    assertThat(manifest.temperature()).isEqualTo(1.5);
    assertThat(manifest.familiarity()).isTrue();
    assertThat(manifest.training().orElseThrow().path("citation").asText()).startsWith("Kermany");
    theModelComputesTheHeadsFamiliarity(repository.folder(version), head);

    // When one starts
    ModelRegistry registry = new ModelRegistry(database.dataSource(Role.TRAINER));
    new ModelPublisher(
            repository,
            new DatabaseRegister(registry, repository, "test"),
            ModelAnnouncer.none(),
            Clock.systemUTC())
        .recordUnrecorded();

    // Then
    assertThat(registry.serving().orElseThrow().version()).isEqualTo(version);
    assertThat(registry.find(version).orElseThrow().state()).isEqualTo(ModelState.SERVING);
  }

  private static void theModelComputesTheHeadsFamiliarity(Path model, TrainedHead head) {
    List<byte[]> images = List.of(GeneratedWeights.image(1), GeneratedWeights.image(2));
    List<float[]> pooled;
    try (FeatureExtractor extractor =
        new FeatureExtractor(BACKBONE, head.channels(), FeatureView.PYRAMID)) {
      pooled =
          extractor.extract(images, done -> {}).stream()
              .map(row -> PooledFeatures.of(FeatureView.PYRAMID, row))
              .toList();
    }
    float[] expected = FamiliarityScores.compute(head.familiarity().orElseThrow(), pooled);
    try (SavedModel loaded = SavedModel.load(model)) {
      float[] found = loaded.explain(images).familiarity();
      for (int image = 0; image < images.size(); image++) {
        assertThat(found[image])
            .isCloseTo(expected[image], within(1e-3f * Math.abs(expected[image])));
      }
    }
  }

  @Test
  void aHeadOfAnotherBackboneIsRefused() throws Exception {
    TrainedHead head = fromFile(GeneratedHead.on(BACKBONE));
    BackboneWeights other = GeneratedWeights.backbone(6);
    ModelRepository repository = new ModelRepository(folder.resolve("models"));
    ModelPublisher publisher =
        new ModelPublisher(
            repository, new DeferredRegister(repository), ModelAnnouncer.none(), Clock.systemUTC());

    assertThatThrownBy(() -> ReferenceModel.publish(head, "reference", other, publisher))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "the head was trained on backbone weights %s, but these are %s"
                .formatted(BACKBONE.fingerprint(), other.fingerprint()));
    assertThat(repository.versions()).isEmpty();
  }

  @Test
  void bothViewsGiveTheSamePooledFeatures() {
    List<byte[]> images = List.of(GeneratedWeights.image(3));
    float[] ofMap;
    float[] ofPyramid;
    try (FeatureExtractor map =
            new FeatureExtractor(
                BACKBONE, GeneratedHead.on(BACKBONE).channels(), FeatureView.CONV5_MAP);
        FeatureExtractor pyramid =
            new FeatureExtractor(
                BACKBONE, GeneratedHead.on(BACKBONE).channels(), FeatureView.PYRAMID)) {
      ofMap = PooledFeatures.of(FeatureView.CONV5_MAP, map.extract(images, done -> {}).get(0));
      ofPyramid =
          PooledFeatures.of(FeatureView.PYRAMID, pyramid.extract(images, done -> {}).get(0));
    }

    assertThat(ofPyramid).hasSize(2048).containsExactly(ofMap, within(1e-3f));
  }

  private TrainedHead fromFile(TrainedHead head) throws Exception {
    Path file = folder.resolve("head.safetensors");
    HeadFile.write(head, file);
    return HeadFile.read(file);
  }
}
