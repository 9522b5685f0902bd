package io.thoraflow.trainer.data;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.thoraflow.contract.model.ModelManifest;
import java.nio.file.Path;

/**
 * An X-ray that can be read, and what is known of it.
 *
 * @param sha256 of the file's bytes: its identity
 * @param file where it lies; file names may hold patients' names, so it is never logged
 * @param label 0 NORMAL, 1 PNEUMONIA
 * @param person whose it is
 * @param pixels SHA-256 of the model input, so that copies in other files are recognised
 */
public record LabelledXray(
    String sha256, @JsonIgnore Path file, int label, @JsonIgnore Patient person, String pixels)
    implements FileOutcome {

  boolean hasKnownPatient() {
    return person.source() != PatientSource.UNKNOWN;
  }

  /** Tells patients apart, and may be a patient's id: never logged. */
  public String patient() {
    return person.id();
  }

  /** Whether no version that was divided by patient ever trains on this patient. */
  public boolean isOfStandingHoldout() {
    return PatientSplit.side(patient()) == Side.VALIDATION;
  }

  LabelledXray withLabel(int corrected) {
    return new LabelledXray(sha256, file, corrected, person, pixels);
  }

  LabelledXray withPerson(Patient known) {
    return new LabelledXray(sha256, file, label, known, pixels);
  }

  /** Hides the file and the patient. */
  @Override
  public String toString() {
    return "LabelledXray[%s, %s]".formatted(sha256, ModelManifest.CLASSES.get(label));
  }
}
