package io.thoraflow.contract.dicom;

import java.util.List;
import java.util.Optional;

/**
 * What a DICOM header says of an image, without anything that identifies a patient.
 *
 * @param modality Modality (0008,0060), such as {@code DX}
 * @param bodyPart such as {@code CHEST}, a defined term: Body Part Examined (0018,0015), else
 *     Anatomic Region Sequence (0008,2218)
 * @param viewPosition such as {@code PA}, a defined term: View Position (0018,5101), else View Code
 *     Sequence (0054,0220)
 * @param photometricInterpretation (0028,0004), such as {@code MONOCHROME1}
 * @param transferSyntaxUid (0002,0010)
 * @param rows (0028,0010)
 * @param columns (0028,0011)
 * @param bitsStored (0028,0101)
 * @param notes codes of {@link io.thoraflow.contract.xray.ReadingNote}: what was odd and did not
 *     hinder the reading
 */
public record DicomFacts(
    Optional<String> modality,
    Optional<String> bodyPart,
    Optional<String> viewPosition,
    String photometricInterpretation,
    String transferSyntaxUid,
    int rows,
    int columns,
    int bitsStored,
    List<String> notes) {
  public DicomFacts {
    notes = List.copyOf(notes);
  }
}
