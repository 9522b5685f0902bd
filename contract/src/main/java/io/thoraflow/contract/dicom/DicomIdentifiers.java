package io.thoraflow.contract.dicom;

import java.util.Optional;

/**
 * The identifiers of a DICOM instance: protected health information. They leave the process only as
 * keyed pseudonyms.
 *
 * @param patient Patient ID (0010,0020) and who issued it
 * @param studyInstanceUid (0020,000D)
 * @param sopInstanceUid (0008,0018)
 */
public record DicomIdentifiers(
    Optional<PatientKey> patient,
    Optional<String> studyInstanceUid,
    Optional<String> sopInstanceUid) {

  /** Hides the values, so that no log line can show them by accident. */
  @Override
  public String toString() {
    return "DicomIdentifiers[hidden]";
  }
}
