package io.thoraflow.standalone.results;

import java.time.Instant;
import java.util.OptionalDouble;

/**
 * One row of {@code diagnosis} as the table shows it.
 *
 * @param xray SHA-256
 * @param probability of PNEUMONIA
 * @param familiarity empty where the model gives none
 * @param demo made by a demo model
 */
public record DiagnosisRow(
    Instant diagnosedAt,
    String xray,
    String site,
    String label,
    double probability,
    OptionalDouble familiarity,
    int modelVersion,
    String modelName,
    boolean demo) {

  /** What tells it from every other row. */
  String key() {
    return xray + "/" + modelVersion;
  }
}
