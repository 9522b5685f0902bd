package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.Statement.Aspect;
import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.ImageContent;
import io.thoraflow.contract.xray.ReadingNote;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * One DICOM image whose header was read and whose pixels were not, so that a policy can refuse it
 * before the expensive part.
 */
public final class DicomInstance {
  private final DicomFile file;
  private final PixelFormat format;
  private final PixelDecoder decoder;

  /** Read when first asked for: null until then. */
  private List<Statement> statements;

  DicomInstance(DicomFile file, PixelFormat format, PixelDecoder decoder) {
    this.file = file;
    this.format = format;
    this.decoder = decoder;
  }

  public DicomFacts facts() {
    return new DicomFacts(
        term(Aspect.MODALITY),
        term(Aspect.BODY_PART),
        term(Aspect.VIEW),
        format.photometricInterpretation(),
        file.transferSyntax().uid(),
        format.rows(),
        format.columns(),
        format.bitsStored(),
        file.dataSet().notes().stream().map(ReadingNote::code).toList());
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

  /**
   * The same, by the range of the samples where the file's own window or lookup table shows
   * nothing, or far less; {@link #facts()} then say so.
   *
   * @throws io.thoraflow.contract.xray.UnsuitableImageException as {@link #render()}, or NO_CONTENT
   *     if the samples show nothing either
   */
  public GrayImage renderWithContent() {
    StoredPixels stored = decode();
    GrayImage windowed = GrayRenderer.render(stored, file.dataSet(), format);
    ImageContent content = ImageContent.of(windowed);
    if (content.isPoor()) {
      GrayImage whole = GrayRenderer.renderRange(stored, file.dataSet(), format);
      if (ImageContent.of(whole).isRicherThan(content)) {
        file.dataSet().note(ReadingNote.WINDOW_WITHOUT_CONTENT);
        return whole;
      }
    }
    content.require();
    return windowed;
  }

  /**
   * What the header says of modality, body part, view and purpose, in all the places where it says
   * it. The texts in it may be protected health information.
   */
  public List<Statement> statements() {
    if (statements == null) {
      statements = HeaderStatements.of(file.dataSet());
    }
    return statements;
  }

  /** The first defined term that a place names: as it stands there, else what is meant. */
  private Optional<String> term(Aspect aspect) {
    return HeaderTerms.first(statements(), aspect);
  }
}
