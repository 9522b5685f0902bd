package io.thoraflow.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.graph.DiagnosisModel;
import io.thoraflow.trainer.graph.Familiarity;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.graph.SeedHead;
import io.thoraflow.trainer.keras.KerasModelReader;
import io.thoraflow.trainer.publish.DeferredRegister;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.publish.ModelDraft;
import io.thoraflow.trainer.publish.ModelImport;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.testing.TinySavedModel;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasExportTest {
  private static final BackboneWeights BACKBONE = GeneratedWeights.backbone(3);
  private static final SeedHeadWeights HEAD = GeneratedWeights.head(4);

  @TempDir Path folder;

  private ModelRepository repository;
  private ModelPublisher publisher;
  private Path file;

  @BeforeEach
  void open() {
    repository = new ModelRepository(folder.resolve("models"));
    publisher =
        new ModelPublisher(
            repository, new DeferredRegister(repository), ModelAnnouncer.none(), Clock.systemUTC());
    file = folder.resolve("diagnose_resnet_model.h5");
  }

  @Test
  void anExportedVersionImportedAgainIsTheSameBitForBit() throws Exception {
    // Given
    int version = publish(ImagePreprocessing.UNIT, 1);

    // When
    KerasExport.export(repository, version, file);
    int imported = new ModelImport(publisher).run(file, "again");
    Path second = folder.resolve("second.h5");
    KerasExport.export(repository, imported, second);

    // Then
    assertThat(variables(imported)).isEqualTo(variables(version));
    assertThat(second).hasSameBinaryContentAs(file);
    assertSameProbabilities(version, imported);
  }

  @Test
  void aTemperatureGoesIntoTheLastLayer() throws Exception {
    // Given
    int version = publish(ImagePreprocessing.UNIT, 2.5f);

    // When
    KerasExport.export(repository, version, file);

    // Then
    SeedHeadWeights exported = KerasModelReader.read(file).head();
    assertThat(exported.hiddenKernel().values()).isEqualTo(HEAD.hiddenKernel().values());
    assertThat(exported.outputBias().values().get(1))
        .isEqualTo((float) (HEAD.outputBias().values().get(1) / 2.5));
    assertSameProbabilities(version, new ModelImport(publisher).run(file, "again"));
  }

  @Test
  void aModelOnOtherChannelsIsRefused() throws Exception {
    int version = publish(ImagePreprocessing.CAFFE, 1);

    assertThatThrownBy(() -> KerasExport.export(repository, version, file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining("on gray / 255 such a model gives reference image 0 the probability")
        .hasMessageEndingWith(
            "Use its SavedModel in %s, which TensorFlow opens as it is"
                .formatted(repository.folder(version)));
    assertThat(files()).isEmpty();
  }

  @Test
  void aModelOfAnotherArchitectureIsRefused() throws Exception {
    int version = publisher.publish(draft("ab".repeat(32), 1), TinySavedModel::write, "test");

    assertThatThrownBy(() -> KerasExport.export(repository, version, file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            ("model version %d is not ResNet50, Flatten, Dense(128, relu), Dense(2, softmax) on RGB"
                    + " / 255: weight head/hidden/kernel is missing. Use its SavedModel in %s, which"
                    + " TensorFlow opens as it is")
                .formatted(version, repository.folder(version)));
    assertThat(files()).isEmpty();
  }

  @Test
  void anAbsentVersionIsNamed() {
    assertThatThrownBy(() -> KerasExport.export(repository, 7, file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("there is no model version 7 in " + repository.root());
  }

  @Test
  void aFileThatExistsIsKept() throws Exception {
    int version = publisher.publish(draft("ab".repeat(32), 1), TinySavedModel::write, "test");
    Files.writeString(file, "mine");

    assertThatThrownBy(() -> KerasExport.export(repository, version, file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(file + " exists already; name another file");
    assertThat(file).hasContent("mine");
  }

  private int publish(ImagePreprocessing preprocessing, float temperature) throws IOException {
    DiagnosisModel model =
        new DiagnosisModel(
            preprocessing, BACKBONE, new SeedHead(HEAD), Familiarity.unknown(), temperature);
    return publisher.publish(
        draft(model.weightsFingerprint(), temperature),
        staged -> SavedModelExporter.export(model, staged),
        "test");
  }

  private static ModelDraft draft(String fingerprint, float temperature) {
    return new ModelDraft(
        "generated",
        Origin.TRAINED,
        Preprocessing.AREA_224,
        0.5,
        temperature,
        false,
        fingerprint,
        JsonNodeFactory.instance.objectNode(),
        List.of());
  }

  private Map<String, WeightTensor> variables(int version) {
    try (SavedModel model = SavedModel.load(repository.folder(version))) {
      return model.weights();
    }
  }

  private void assertSameProbabilities(int version, int imported) {
    List<byte[]> images =
        IntStream.range(0, 4).mapToObj(seed -> GeneratedWeights.image(seed)).toList();
    float[][] expected = probabilities(version, images);
    float[][] found = probabilities(imported, images);
    for (int image = 0; image < images.size(); image++) {
      assertThat(found[image][1]).isCloseTo(expected[image][1], within(1e-5f));
    }
  }

  private float[][] probabilities(int version, List<byte[]> images) {
    try (SavedModel model = SavedModel.load(repository.folder(version))) {
      return model.explain(images).probabilities();
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isRegularFile).toList();
    }
  }
}
