package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.GrayImage;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * One DICOM image whose header was read and whose pixels were not, so that a policy can refuse it
 * before the expensive part.
 */
public final class DicomInstance {
  private final DicomFile file;
  private final PixelFormat format;
  private final PixelDecoder decoder;

  DicomInstance(DicomFile file, PixelFormat format, PixelDecoder decoder) {
    this.file = file;
    this.format = format;
    this.decoder = decoder;
  }

  public DicomFacts facts() {
    return new DicomFacts(
        code(Tag.MODALITY),
        code(Tag.BODY_PART_EXAMINED),
        code(Tag.VIEW_POSITION),
        format.photometricInterpretation(),
        file.transferSyntax().uid(),
        format.rows(),
        format.columns(),
        format.bitsStored());
  }

  /** Protected health information; see {@link DicomIdentifiers}. */
  public DicomIdentifiers identifiers() {
    DataSet dataSet = file.dataSet();
    return new DicomIdentifiers(
        PatientKey.of(dataSet),
        dataSet.text(Tag.STUDY_INSTANCE_UID, StandardCharsets.US_ASCII),
        dataSet.text(Tag.SOP_INSTANCE_UID, StandardCharsets.US_ASCII));
  }

  /** How much memory {@link #render()} takes at most, beside the file itself. */
  public long workingBytes() {
    return decoder.workingBytes(file, format);
  }

  /**
   * The samples as stored, before the modality LUT.
   *
   * @throws io.thoraflow.contract.xray.UnsuitableImageException if the image is no single gray
   *     frame, or its pixel data cannot be decoded
   * @throws java.io.UncheckedIOException if this machine fails, not the image
   */
  public StoredPixels decode() {
    return decoder.decode(file, format);
  }

  /**
   * The image as a viewer shows it, in full resolution: 0 black, bone bright.
   *
   * @throws io.thoraflow.contract.xray.UnsuitableImageException as {@link #decode()}, or if a
   *     lookup table, window or rescale value is malformed
   * @throws java.io.UncheckedIOException if this machine fails, not the image
   */
  public GrayImage render() {
    return GrayRenderer.render(decode(), file.dataSet(), format);
  }

  /** A code string (PS3.5 6.2, CS) in capitals; anything that is none counts as absent. */
  private Optional<String> code(int tag) {
    return file.dataSet()
        .text(tag)
        .map(text -> text.toUpperCase(Locale.ROOT))
        .filter(text -> text.matches("[A-Z0-9_ ]{1,16}"));
  }
}
