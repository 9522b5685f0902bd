package io.thoraflow.contract.model;

import io.thoraflow.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** Reads and writes {@code manifest.json}, and refuses what a worker could not serve. */
public final class ManifestCodec {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern FILE =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*");
  private static final int PIXELS = Preprocessing.SIDE * Preprocessing.SIDE;

  private ManifestCodec() {}

  public static byte[] toJson(ModelManifest manifest) {
    try {
      return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws ModelLoadException naming the first field that is missing or wrong
   */
  public static ModelManifest fromJson(byte[] json) {
    ModelManifest manifest;
    try {
      manifest = Json.MAPPER.readValue(json, ModelManifest.class);
    } catch (IOException e) {
      throw new ModelLoadException(
          "the manifest is not a JSON object of this form: " + e.getMessage(), e);
    }
    if (manifest == null) {
      throw new ModelLoadException("the manifest is null, but must be a JSON object");
    }
    verify(manifest);
    return manifest;
  }

  private static void verify(ModelManifest manifest) {
    require(
        manifest.schema() == ModelManifest.SCHEMA,
        "schema",
        manifest.schema(),
        ModelManifest.SCHEMA);
    require(manifest.version() >= 1, "version", manifest.version(), "at least 1");
    requirePresent("name", manifest.name());
    requirePresent("origin", manifest.origin());
    requirePresent("createdAt", manifest.createdAt());
    requirePresent("weightsFingerprint", manifest.weightsFingerprint());
    require(
        manifest.classes().equals(ModelManifest.CLASSES),
        "classes",
        manifest.classes(),
        ModelManifest.CLASSES);
    require(
        Preprocessing.named(String.valueOf(manifest.preprocessing())).isPresent(),
        "preprocessing",
        manifest.preprocessing(),
        Preprocessing.names());
    require(
        manifest.threshold() >= 0 && manifest.threshold() <= 1,
        "threshold",
        manifest.threshold(),
        "0 to 1");
    require(
        Double.isFinite(manifest.temperature()),
        "temperature",
        manifest.temperature(),
        "a finite number");
    require(!manifest.files().isEmpty(), "files", "empty", "every file of the version");
    manifest
        .files()
        .forEach(
            (path, hash) -> {
              require(
                  FILE.matcher(path).matches(), "files", path, "a relative path below the version");
              require(SHA256.matcher(hash).matches(), "files." + path, hash, "a SHA-256");
            });
    verifyReference(manifest.reference());
  }

  private static void verifyReference(ModelManifest.Reference reference) {
    require(
        reference != null && !reference.images().isEmpty(),
        "reference",
        "empty",
        "at least one input");
    require(
        reference.images().size() == reference.probabilities().size(),
        "reference.probabilities",
        reference.probabilities().size(),
        reference.images().size() + ", one for each image");
    for (Double probability : reference.probabilities()) {
      require(
          probability >= 0 && probability <= 1,
          "reference.probabilities",
          probability,
          "0 to 1 each");
    }
    for (byte[] image : reference.images()) {
      require(
          image.length == PIXELS, "reference.images", image.length + " bytes", PIXELS + " bytes");
    }
    require(
        reference.tolerance() > 0 && reference.tolerance() <= 0.01,
        "reference.tolerance",
        reference.tolerance(),
        "above 0, at most 0.01");
  }

  private static void requirePresent(String field, Object found) {
    require(found != null, field, "missing", "present");
  }

  private static void require(boolean right, String field, Object found, Object expected) {
    if (!right) {
      throw new ModelLoadException(
          "the manifest's %s is %s, but must be %s".formatted(field, found, expected));
    }
  }
}
