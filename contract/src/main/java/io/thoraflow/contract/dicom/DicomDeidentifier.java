package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.TransferSyntax.Codec;
import java.util.function.UnaryOperator;

/**
 * Makes de-identified copies of radiographs (DICOM PS3.15 annex E). A copy has the transfer syntax
 * of its original, and renders to the same image.
 */
public final class DicomDeidentifier {
  private DicomDeidentifier() {}

  /**
   * What stands in place of identifiers.
   *
   * @param xray names the X-ray, for UIDs that the original lacks
   * @param aliases pseudonyms
   * @param uids replaces a UID by another one, always the same
   */
  public record Replacements(String xray, DicomAliases aliases, UnaryOperator<String> uids) {}

  /**
   * @param content of a file that was rendered before
   * @return a Part 10 file with an empty preamble
   * @throws io.thoraflow.contract.xray.UnsuitableImageException if the file cannot be rendered
   */
  public static byte[] copy(byte[] content, DicomLimits limits, Replacements replacements) {
    DicomFile file = DicomFile.open(content, limits);
    PixelFormat format = PixelFormat.of(file.dataSet());
    format.requireSingleGrayFrame(limits.maxPixels());
    if (file.transferSyntax().codec() == Codec.UNSUPPORTED) {
      throw Unsuitable.corrupt("nothing is known of " + file.transferSyntax());
    }
    return write(file, format, new DeidentifiedDataSet(file.dataSet(), format, replacements));
  }

  private static byte[] write(DicomFile file, PixelFormat format, DeidentifiedDataSet copy) {
    int length = file.dataSet().content().length;
    DicomWriter dataSet = new DicomWriter(file.dataSet().encoding(), length);
    copy.write(dataSet);
    PixelCopy.write(file, format, dataSet);
    byte[] written = dataSet.toByteArray();
    return FileMeta.begin(
            file.transferSyntax(), copy.sopClassUid(), copy.sopInstanceUid(), written.length)
        .raw(file.transferSyntax().codec() == Codec.DEFLATED ? Inflation.deflate(written) : written)
        .toByteArray();
  }
}
