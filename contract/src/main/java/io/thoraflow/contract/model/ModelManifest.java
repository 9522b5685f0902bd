package io.thoraflow.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a model version is and how to prove that it was loaded right: {@code manifest.json} beside
 * the SavedModel.
 *
 * @param schema the version of this format, 1
 * @param version the model version, at least 1, and the name of its folder
 * @param name for people, such as {@code diagnose_resnet_model}
 * @param origin where the model comes from
 * @param createdAt when it was written
 * @param classes in the order of the outputs: {@code NORMAL}, {@code PNEUMONIA}
 * @param preprocessing the name of the {@link Preprocessing} from canonical image to model input
 * @param threshold an X-ray is PNEUMONIA when its probability is at least this
 * @param temperature already inside the model's probabilities; for the record
 * @param familiarity whether the model's familiarity output means anything
 * @param weightsFingerprint SHA-256 over all weights in a fixed order
 * @param files SHA-256 of every file of the version but this one, by path relative to the version's
 *     folder
 * @param reference inputs and the outputs that every loaded copy must reproduce
 * @param training recipe, data fingerprint, metrics and whatever else the trainer decided, each
 *     with its reason
 */
public record ModelManifest(
    int schema,
    int version,
    String name,
    Origin origin,
    Instant createdAt,
    List<String> classes,
    String preprocessing,
    double threshold,
    double temperature,
    boolean familiarity,
    String weightsFingerprint,
    Map<String, String> files,
    Reference reference,
    Optional<JsonNode> training) {
  public static final int SCHEMA = 1;
  public static final String FILE_NAME = "manifest.json";
  public static final List<String> CLASSES = List.of("NORMAL", "PNEUMONIA");

  public ModelManifest {
    classes = List.copyOf(classes);
    // Sorted, so that one manifest has one JSON text and one digest: Map.copyOf has any order.
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /** Where a model comes from. */
  public enum Origin {
    /** Fitted on synthetic phantoms to show the pipeline; it knows nothing of real X-rays. */
    DEMO,
    KERAS_IMPORT,
    SAVED_MODEL_IMPORT,
    TRAINED
  }

  /**
   * Inputs with the outputs expected for them.
   *
   * @param images gray images of 224 x 224, each {@code [50176]} gray levels, Base64 in the JSON
   * @param probabilities of PNEUMONIA, one for each image
   * @param tolerance largest absolute difference on a CPU, or on a GPU without TF32
   */
  public record Reference(List<byte[]> images, List<Double> probabilities, double tolerance) {
    public Reference {
      images = List.copyOf(images);
      probabilities = List.copyOf(probabilities);
    }
  }
}
