package io.thoraflow.trainer.data;

import io.thoraflow.contract.dicom.DicomIdentifiers;
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

  String patient(Path file, String sha256, Optional<DicomIdentifiers> identifiers) {
    return Optional.ofNullable(listed.get(file))
        .or(() -> identifiers.flatMap(DicomIdentifiers::patientId).filter(id -> !id.isBlank()))
        .or(() -> FileNamePatient.of(file.getFileName().toString()))
        .orElse(sha256);
  }
}
