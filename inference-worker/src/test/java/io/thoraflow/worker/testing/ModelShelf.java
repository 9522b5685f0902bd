package io.thoraflow.worker.testing;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.ModelSigning;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.contract.model.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Publishes model versions for tests. */
public final class ModelShelf {
  private static final int[] GRAYS = {0, 100, 255};

  private final ModelRegistry registry;
  private ModelRepository repository;

  /**
   * @param trainer connects as the trainer
   */
  public ModelShelf(Path root, DataSource trainer) {
    this.repository = new ModelRepository(root);
    this.registry = new ModelRegistry(trainer);
  }

  /** Writes a SavedModel. */
  public interface Export {
    void to(Path folder) throws IOException;
  }

  /**
   * @param key signs what is published from now on; null: nobody does
   */
  public void signWith(SigningKey key) {
    repository =
        new ModelRepository(
            repository.root(), key == null ? ModelSigning.none() : ModelSigning.by(key));
  }

  public Path root() {
    return repository.root();
  }

  public Path folder(int version) {
    return repository.folder(version);
  }

  public ModelRegistry registry() {
    return registry;
  }

  /** Publishes a tiny model that serves from now on. */
  public int serve(TinyModel model) throws IOException {
    return serve(model, model::export);
  }

  /** Publishes a version that only the stub can serve: it has no real weights. */
  public int serveStub(TinyModel expected) throws IOException {
    return serve(
        expected, folder -> Files.writeString(folder.resolve("saved_model.pb"), "no model"));
  }

  /** Publishes what {@code export} writes, with the reference probabilities of {@code expected}. */
  public int serve(TinyModel expected, Export export) throws IOException {
    return serve(expected, export, manifest -> manifest);
  }

  public int serve(TinyModel expected, Export export, UnaryOperator<ModelManifest> change)
      throws IOException {
    int version = publish(expected, export, change);
    registry.promote(version, "test", "for this test");
    return version;
  }

  /** Publishes a version as a candidate. */
  public int publish(TinyModel expected, Export export, UnaryOperator<ModelManifest> change)
      throws IOException {
    int version = registry.nextVersion();
    Path staged = repository.stage();
    export.to(staged);
    ModelManifest manifest =
        change.apply(manifest(version, expected, ModelRepository.hashes(staged)));
    String hash = repository.publish(staged, manifest);
    registry.register(manifest, hash, ModelState.CANDIDATE, "test", "for this test");
    return version;
  }

  private static ModelManifest manifest(int version, TinyModel model, Map<String, String> files) {
    List<byte[]> images = Arrays.stream(GRAYS).mapToObj(ModelShelf::image).toList();
    List<Double> probabilities = Arrays.stream(GRAYS).mapToObj(model::probability).toList();
    return new ModelManifest(
        ModelManifest.SCHEMA,
        version,
        "tiny",
        ModelManifest.Origin.TRAINED,
        Instant.parse("2026-11-24T08:00:00Z"),
        ModelManifest.CLASSES,
        Preprocessing.AREA_224.text(),
        0.5,
        1,
        true,
        "ab".repeat(32),
        files,
        new ModelManifest.Reference(images, probabilities, 1e-4),
        Optional.empty());
  }

  private static byte[] image(int gray) {
    byte[] image = new byte[Preprocessing.BYTES];
    Arrays.fill(image, (byte) gray);
    return image;
  }

  /** The same manifest of a demo model. */
  public static ModelManifest demo(ModelManifest manifest) {
    return new ModelManifest(
        manifest.schema(),
        manifest.version(),
        "demo",
        ModelManifest.Origin.DEMO,
        manifest.createdAt(),
        manifest.classes(),
        manifest.preprocessing(),
        manifest.threshold(),
        manifest.temperature(),
        false,
        manifest.weightsFingerprint(),
        manifest.files(),
        manifest.reference(),
        manifest.training());
  }
}
