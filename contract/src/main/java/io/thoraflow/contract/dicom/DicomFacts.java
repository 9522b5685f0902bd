package io.thoraflow.contract.dicom;

import java.util.Optional;

/**
 * What a DICOM header says of an image, without anything that identifies a patient.
 *
 * @param modality Modality (0008,0060), such as {@code DX}
 * @param bodyPart Body Part Examined (0018,0015), such as {@code CHEST}
 * @param viewPosition View Position (0018,5101), such as {@code PA}
 * @param photometricInterpretation (0028,0004), such as {@code MONOCHROME1}
 * @param transferSyntaxUid (0002,0010)
 * @param rows (0028,0010)
 * @param columns (0028,0011)
 * @param bitsStored (0028,0101)
 */
public record DicomFacts(
    Optional<String> modality,
    Optional<String> bodyPart,
    Optional<String> viewPosition,
    String photometricInterpretation,
    String transferSyntaxUid,
    int rows,
    int columns,
    int bitsStored) {}
