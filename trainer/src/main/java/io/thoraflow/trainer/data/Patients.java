package io.thoraflow.trainer.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Tells whose an X-ray is: from {@code patients.csv}, else from its DICOM header, else from its
 * file name, else it is taken for a patient of its own.
 */
final class Patients {
  private final Map<Path, String> listed;

  private Patients(Map<Path, String> listed) {
    this.listed = listed;
  }

  /** With the {@code patients.csv} of a directory, where there is one. */
  static Patients of(DataDirectory directory) throws IOException {
    return directory.all().isEmpty() ? unlisted() : new Patients(PatientsFile.read(directory));
  }

  static Patients unlisted() {
    return new Patients(Map.of());
  }

  /**
   * @param inHeader the Patient ID, or the pseudonym in its place
   * @param source which of the two it is
   */
  Patient patient(Path file, String sha256, Optional<String> inHeader, PatientSource source) {
    return named(Optional.ofNullable(listed.get(file)), PatientSource.LISTED)
        .or(() -> named(inHeader, source))
        .or(() -> named(FileNamePatient.of(file.getFileName().toString()), PatientSource.FILE_NAME))
        .orElseGet(() -> Patient.unknown(sha256));
  }

  private static Optional<Patient> named(Optional<String> id, PatientSource source) {
    return id.filter(text -> !text.isBlank()).map(text -> new Patient(text, source));
  }
}
