package io.thoraflow.trainer.export;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.trainer.graph.DiagnosisGraph;
import io.thoraflow.trainer.graph.DiagnosisModel;
import io.thoraflow.trainer.graph.StoredSeedModel;
import io.thoraflow.trainer.keras.KerasModel;
import io.thoraflow.trainer.keras.KerasModelReader;
import io.thoraflow.trainer.keras.KerasModelWriter;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a published version of the seed architecture as a Keras file, which appears only after it
 * was read back and gave the version's own probabilities.
 *
 * <p>Published convolutions hold the batch normalisations behind them, whose own values are gone:
 * the file has the folded kernels and biases, and normalisations that change nothing. It computes
 * the same, and importing it gives the published weights again, bit for bit. A temperature goes
 * into the last layer.
 */
public final class KerasExport {
  /** Largest difference of a probability; only the order of sums may differ. */
  static final double TOLERANCE = 1e-5;

  private KerasExport() {}

  /**
   * @param file must not exist
   * @throws InvalidModelException if there is no such version, it is of another architecture, or
   *     the file exists
   * @throws IOException if the file cannot be written
   */
  public static void export(ModelRepository repository, int version, Path file) throws IOException {
    if (!repository.versions().contains(version)) {
      throw new InvalidModelException(
          "there is no model version %d in %s".formatted(version, repository.root()));
    }
    if (Files.exists(file)) {
      throw new InvalidModelException("%s exists already; name another file".formatted(file));
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    repository.requireUsable(version);
    try (SavedModel published = SavedModel.load(repository.folder(version))) {
      ModelManifest manifest = repository.manifest(version);
      KerasModel model = model(published, manifest, repository);
      AtomicFile.write(
          file,
          unfinished -> {
            KerasModelWriter.write(model, unfinished);
            verify(unfinished, published, manifest, repository);
          });
    }
  }

  private static KerasModel model(
      SavedModel published, ModelManifest manifest, ModelRepository repository) {
    try {
      StoredSeedModel stored = StoredSeedModel.of(published.weights(), manifest.temperature());
      return new KerasModel(stored.backbone(), stored.head());
    } catch (InvalidModelException e) {
      throw refusal(manifest.version(), repository, e.getMessage());
    }
  }

  /** What computes something else in spite of the right weights has, for instance, other inputs. */
  private static void verify(
      Path file, SavedModel published, ModelManifest manifest, ModelRepository repository)
      throws IOException {
    List<byte[]> images = manifest.reference().images();
    float[][] expected = published.explain(images).probabilities();
    float[][] found = probabilities(KerasModelReader.read(file), images);
    for (int image = 0; image < expected.length; image++) {
      if (!(Math.abs(found[image][1] - expected[image][1]) <= TOLERANCE)) {
        throw refusal(
            manifest.version(),
            repository,
            "on gray / 255 such a model gives reference image %d the probability %s, but this"
                    .formatted(image, found[image][1])
                + " version %s".formatted(expected[image][1]));
      }
    }
  }

  private static float[][] probabilities(KerasModel keras, List<byte[]> images) {
    DiagnosisModel model = DiagnosisModel.seed(keras.backbone(), keras.head());
    try (DiagnosisGraph graph = new DiagnosisGraph(model)) {
      return graph.probabilities(images);
    }
  }

  private static InvalidModelException refusal(
      int version, ModelRepository repository, String difference) {
    return new InvalidModelException(
        ("model version %d is not ResNet50, Flatten, Dense(128, relu), Dense(2, softmax) on RGB /"
                + " 255: %s. Use its SavedModel in %s, which TensorFlow opens as it is")
            .formatted(version, difference, repository.folder(version)));
  }
}
