package io.thoraflow.phantom;

/**
 * What the DICOM file of a phantom says of itself; an empty text leaves its element without a
 * value.
 *
 * @param patientId Patient ID (0010,0020)
 * @param modality Modality (0008,0060)
 * @param bodyPart Body Part Examined (0018,0015)
 * @param viewPosition View Position (0018,5101)
 * @param photometric how samples become gray
 */
public record DicomHeader(
    String patientId,
    String modality,
    String bodyPart,
    String viewPosition,
    Photometric photometric) {

  /** Photometric Interpretation (0028,0004). */
  public enum Photometric {
    /** The lowest sample shows white. */
    MONOCHROME1,
    /** The lowest sample shows black. */
    MONOCHROME2
  }

  /** A digital chest radiograph, posterior-anterior, of the patient {@code PHANTOM-patient}. */
  public static DicomHeader chest(String patient) {
    return new DicomHeader("PHANTOM-" + patient, "DX", "CHEST", "PA", Photometric.MONOCHROME2);
  }

  public DicomHeader withModality(String value) {
    return new DicomHeader(patientId, value, bodyPart, viewPosition, photometric);
  }

  public DicomHeader withBodyPart(String value) {
    return new DicomHeader(patientId, modality, value, viewPosition, photometric);
  }

  public DicomHeader withViewPosition(String value) {
    return new DicomHeader(patientId, modality, bodyPart, value, photometric);
  }

  public DicomHeader withPhotometric(Photometric value) {
    return new DicomHeader(patientId, modality, bodyPart, viewPosition, value);
  }
}
