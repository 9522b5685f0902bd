package io.thoraflow.ingest.erase;

import io.thoraflow.ingest.locate.PatientQuery;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Of whom, or of what, everything is to be erased.
 *
 * @param kind {@code patient} or {@code xray}, for the records
 * @param patient whose X-rays; empty where one X-ray is meant
 * @param sha256 of X-rays
 */
public record Subject(String kind, Optional<PatientQuery> patient, Set<String> sha256) {
  private static final Pattern HEX64 = Pattern.compile("[0-9a-f]{64}");

  public static Subject patient(PatientQuery patient) {
    return new Subject("patient", Optional.of(patient), Set.of());
  }

  /**
   * @throws IllegalArgumentException unless it is 64 hexadecimal digits
   */
  public static Subject xray(String sha256) {
    if (!HEX64.matcher(sha256).matches()) {
      throw new IllegalArgumentException(
          "an X-ray's SHA-256 must be 64 lower-case hexadecimal digits");
    }
    return new Subject("xray", Optional.empty(), Set.of(sha256));
  }

  /** What the access log holds of it: pseudonyms, or an X-ray's SHA-256. */
  public List<String> logged() {
    return patient.map(PatientQuery::logged).orElseGet(() -> List.copyOf(sha256));
  }

  /** Hides the patient. */
  @Override
  public String toString() {
    return "Subject[" + kind + "]";
  }
}
