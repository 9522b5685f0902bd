package io.thoraflow.standalone.dashboards;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.testing.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * Publishes versions that only the stub can serve, as they have no weights, and lets them serve.
 */
final class StubVersions {
  private final ModelRepository repository;
  private final ModelRegistry registry;

  StubVersions(ModelRepository repository, ModelRegistry registry) {
    this.repository = repository;
    this.registry = registry;
  }

  ModelManifest publish() throws IOException {
    Version version = write();
    serve(version);
    return version.manifest();
  }

  /** Its manifest is not the one that the database knows: workers refuse it. */
  void publishDamaged() throws IOException {
    Version version = write();
    Files.writeString(
        repository.folder(version.manifest().version()).resolve(ModelManifest.FILE_NAME),
        " ",
        StandardOpenOption.APPEND);
    serve(version);
  }

  private record Version(ModelManifest manifest, String sha256) {}

  private Version write() throws IOException {
    Path staged = repository.stage();
    Files.writeString(staged.resolve("saved_model.pb"), "no model");
    ModelManifest manifest = manifest(registry.nextVersion(), ModelRepository.hashes(staged));
    return new Version(manifest, repository.publish(staged, manifest));
  }

  private void serve(Version version) {
    registry.register(
        version.manifest(), version.sha256(), ModelState.CANDIDATE, "test", "published");
    registry.promote(version.manifest().version(), "test", "shall serve");
  }

  private static ModelManifest manifest(int version, Map<String, String> files) throws IOException {
    JsonNode training =
        Json.MAPPER.readTree(
            """
            {"recipe": "better", "scoreHistogram": [0.4, 0.1, 0.1, 0.1, 0.3],
             "metrics": {"validation": {"auroc": {"value": 0.97}}}}""");
    ModelManifest plain = Manifests.manifest(version, files);
    return new ModelManifest(
        plain.schema(),
        version,
        plain.name(),
        plain.origin(),
        plain.createdAt(),
        plain.classes(),
        plain.preprocessing(),
        plain.threshold(),
        plain.temperature(),
        true,
        plain.weightsFingerprint(),
        plain.files(),
        plain.reference(),
        Optional.of(training));
  }
}
