package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;

/**
 * Reads radiographs from DICOM Part 10 files: small, strict and bounded.
 *
 * <p>Native, deflated, RLE, 8-bit JPEG and lossless JPEG pixel data is decoded here; JPEG 2000,
 * JPEG-LS, 12-bit JPEG and lossless JPEG with restart intervals by the {@link ForeignDecoder}.
 * Thread-safe.
 */
public final class DicomReader {
  private final DicomLimits limits;
  private final PixelDecoder decoder;

  public DicomReader(DicomLimits limits, ForeignDecoder foreignDecoder) {
    this.limits = limits;
    this.decoder = new PixelDecoder(limits, foreignDecoder);
  }

  /** Whether content is DICOM, by its first bytes: with or without preamble, whatever its name. */
  public static boolean recognizes(byte[] content) {
    return FileStart.find(content).isPresent();
  }

  /**
   * Reads the header.
   *
   * @param content the whole file
   * @throws UnsuitableImageException TRUNCATED when the content ends too early, so that it may
   *     still be in the course of being written; NO_PIXEL_DATA, CORRUPT and others when waiting
   *     does not help
   */
  public DicomInstance read(byte[] content) {
    DicomFile file = DicomFile.open(content, limits);
    requirePixelData(file.dataSet());
    return new DicomInstance(file, PixelFormat.of(file.dataSet()), decoder);
  }

  /**
   * How much memory {@link #read} takes at most, beside the file itself: a deflated data set is
   * inflated whole.
   */
  public long headerBytes(byte[] content) {
    return DicomFile.isDeflated(content) ? limits.maxInflatedBytes() : 0;
  }

  private static void requirePixelData(DataSet dataSet) {
    if (dataSet.element(Tag.PIXEL_DATA).isPresent()) {
      return;
    }
    if (dataSet.element(Tag.FLOAT_PIXEL_DATA).isPresent()
        || dataSet.element(Tag.DOUBLE_FLOAT_PIXEL_DATA).isPresent()) {
      throw new UnsuitableImageException(
          RejectionReason.UNSUPPORTED_PIXEL_FORMAT,
          "floating point pixel data; supported are integers of 2 to 16 bits");
    }
    throw new UnsuitableImageException(
        RejectionReason.NO_PIXEL_DATA, "DICOM without an image: no Pixel Data (7FE0,0010)");
  }
}
