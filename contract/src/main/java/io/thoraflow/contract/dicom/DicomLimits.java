package io.thoraflow.contract.dicom;

/**
 * What a file may ask of this process at most.
 *
 * @param maxPixels Rows x Columns
 * @param maxDepth sequences inside sequences
 * @param maxElements data elements, items and fragments, those in walked sequences included
 * @param maxInflatedBytes a deflated data set's size after inflation
 */
public record DicomLimits(long maxPixels, int maxDepth, int maxElements, int maxInflatedBytes) {
  /** Twice the largest detectors on the market, and far more elements than any modality writes. */
  public static final DicomLimits DEFAULT =
      new DicomLimits(40_000_000, 32, 100_000, 256 * 1024 * 1024);

  public DicomLimits {
    if (maxPixels < 1 || maxDepth < 1 || maxElements < 1 || maxInflatedBytes < 1) {
      throw new IllegalArgumentException("every DICOM limit must be at least 1");
    }
  }
}
