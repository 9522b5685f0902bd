package io.thoraflow.contract.dicom;

import java.util.Optional;

/** Tells whose a file is, even one that is broken, cut off or not an image: to erase it. */
public final class PatientIds {
  /** Patient ID stands near the beginning of a file: tags ascend. */
  public static final int BEGINNING_BYTES = 1 << 20;

  private PatientIds() {}

  /**
   * The patient, which is protected health information.
   *
   * @param beginning of a file, {@value #BEGINNING_BYTES} bytes of it or all
   * @return empty for files that are not DICOM, or name no patient
   */
  public static Optional<PatientKey> of(byte[] beginning) {
    return DicomFile.beginning(beginning, PatientKey.LAST_TAG).flatMap(PatientKey::ofBroken);
  }
}
