package io.thoraflow.ingest.erase;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Of whom, or of what, everything is to be erased.
 *
 * @param kind {@code patient} or {@code xray}, for the records
 * @param patientId as it stands in the files; never stored nor logged
 * @param pseudonyms of the patient, under the present secret and those before it
 * @param sha256 of X-rays
 */
public record Subject(
    String kind, Optional<String> patientId, List<String> pseudonyms, Set<String> sha256) {
  private static final Pattern HEX64 = Pattern.compile("[0-9a-f]{64}");

  public static Subject patient(String patientId, List<String> pseudonyms) {
    return new Subject("patient", Optional.of(patientId), pseudonyms, Set.of());
  }

  /**
   * @throws IllegalArgumentException unless it is 64 hexadecimal digits
   */
  public static Subject xray(String sha256) {
    if (!HEX64.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "an X-ray's SHA-256 must be 64 lower-case hexadecimal digits");
    }
    return new Subject("xray", Optional.empty(), List.of(), Set.of(sha256));
  }

  /**
   * @param found the Patient ID of a file, which in a de-identified copy is the pseudonym
   */
  boolean isPatient(Optional<String> found) {
    return patientId.isPresent()
        && (patientId.equals(found) || found.filter(pseudonyms::contains).isPresent());
  }

  /** Hides the patient. */
  @Override
  public String toString() {
    return "Subject[" + kind + "]";
  }
}
