package io.thoraflow.trainer.data;

/**
 * Whose an X-ray is.
 *
 * @param id tells patients apart, and may be a patient's id: never logged; the X-ray's own SHA-256
 *     where the patient is unknown
 */
public record Patient(String id, PatientSource source) {
  public static Patient unknown(String sha256) {
    return new Patient(sha256, PatientSource.UNKNOWN);
  }

  /** Hides the id. */
  @Override
  public String toString() {
    return "Patient[by %s]".formatted(source.text());
  }
}
