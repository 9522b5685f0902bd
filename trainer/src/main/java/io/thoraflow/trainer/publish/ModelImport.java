package io.thoraflow.trainer.publish;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ManifestCodec;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.export.SavedModelExporter;
import io.thoraflow.trainer.graph.DiagnosisModel;
import io.thoraflow.trainer.keras.KerasModel;
import io.thoraflow.trainer.keras.KerasModelReader;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Publishes models that were made elsewhere: a Keras file of the seed architecture, or a TensorFlow
 * SavedModel with our signatures.
 */
public final class ModelImport {
  /** The seed script's threshold: the more probable class wins. */
  private static final double THRESHOLD = 0.5;

  private final ModelPublisher publisher;
  private final Optional<String> trust;
  private final boolean serve;

  /** Of whose making a SavedModel is, the caller knows; it serves only where nothing does. */
  public ModelImport(ModelPublisher publisher) {
    this(publisher, Optional.of("of whose maker the caller knows"), false);
  }

  /**
   * @param trust who trusts the maker of a SavedModel, for the record; empty: nobody, and none is
   *     imported
   * @param serve whether what it publishes serves at once, whatever serves so far
   */
  public ModelImport(ModelPublisher publisher, Optional<String> trust, boolean serve) {
    this.publisher = publisher;
    this.trust = trust;
    this.serve = serve;
  }

  /**
   * @param source a Keras {@code .h5} or {@code .keras} file, or a SavedModel's folder
   * @param name for people
   * @return the version
   * @throws InvalidModelException naming what is wrong, what was found and what is needed
   * @throws io.thoraflow.contract.model.ModelLoadException if the folder's own manifest is broken
   * @throws IOException if the source cannot be read or the repository not be written
   */
  public int run(Path source, String name) throws IOException {
    if (Files.isDirectory(source)) {
      return savedModel(source, name);
    }
    if (!Files.isRegularFile(source)) {
      throw new InvalidModelException("there is no file or folder " + source);
    }
    return keras(source, name);
  }

  private int keras(Path file, String name) throws IOException {
    KerasModel keras = KerasModelReader.read(file);
    DiagnosisModel model = DiagnosisModel.seed(keras.backbone(), keras.head());
    ModelDraft draft =
        draft(
            name,
            Origin.KERAS_IMPORT,
            model.weightsFingerprint(),
            training("keras-import", Sha256.of(file)).put("channels", "gray / 255"));
    return publish(
        draft, folder -> SavedModelExporter.export(model, folder), "imported from Keras");
  }

  private int savedModel(Path source, String name) throws IOException {
    if (trust.isEmpty()) {
      throw new InvalidModelException(
          "%s is a SavedModel, whose maker nobody has said to trust".formatted(source));
    }
    Map<String, String> hashes = SavedModelFiles.hashes(source);
    String fingerprint = Sha256.of(hashes.toString().getBytes(StandardCharsets.UTF_8));
    ModelDraft draft =
        ownManifest(source)
            .map(manifest -> draftLike(manifest, name))
            .orElseGet(
                () ->
                    draft(
                        name,
                        Origin.SAVED_MODEL_IMPORT,
                        fingerprint,
                        training("savedmodel-import", fingerprint)));
    return publish(
        draft,
        folder -> SavedModelFiles.copy(source, folder),
        "imported from a SavedModel, " + trust.get());
  }

  private int publish(ModelDraft draft, ModelContent content, String reason) throws IOException {
    return serve
        ? publisher.publish(draft, content, reason)
        : publisher.publishIfNoneServes(draft, content, reason);
  }

  /** A version of ours brings what its images and outputs mean, and stays a demo if it was one. */
  private static Optional<ModelManifest> ownManifest(Path source) throws IOException {
    Path file = source.resolve(ModelManifest.FILE_NAME);
    return Files.isRegularFile(file)
        ? Optional.of(ManifestCodec.fromJson(Files.readAllBytes(file)))
        : Optional.empty();
  }

  private static ModelDraft draftLike(ModelManifest manifest, String name) {
    return new ModelDraft(
        name,
        manifest.origin() == Origin.DEMO ? Origin.DEMO : Origin.SAVED_MODEL_IMPORT,
        Preprocessing.named(manifest.preprocessing()).orElseThrow(),
        manifest.threshold(),
        manifest.temperature(),
        manifest.familiarity(),
        manifest.weightsFingerprint(),
        manifest.training().orElseGet(JsonNodeFactory.instance::objectNode),
        manifest.reference().images());
  }

  private static ModelDraft draft(
      String name, Origin origin, String fingerprint, ObjectNode training) {
    return new ModelDraft(
        name,
        origin,
        Preprocessing.NEAREST_224, // What Keras's own loader does.
        THRESHOLD,
        1,
        false,
        fingerprint,
        training,
        List.of());
  }

  private static ObjectNode training(String recipe, String sourceSha256) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("recipe", recipe)
        .put("sourceSha256", sourceSha256)
        .put("threshold", "the more probable class, as in the seed script");
  }
}
