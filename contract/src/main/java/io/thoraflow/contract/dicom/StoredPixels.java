package io.thoraflow.contract.dicom;

/**
 * The samples of one gray frame as stored: masked to Bits Stored and with their sign, before the
 * modality LUT.
 *
 * @param columns width
 * @param rows height
 * @param signed whether a sample is signed; otherwise it is an unsigned 16-bit value
 * @param samples row-major, {@code [rows * columns]}; shared, not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Large and never compared.
public record StoredPixels(int columns, int rows, boolean signed, short[] samples) {

  /** Sample number {@code index}, row-major, -32768 to 65535. */
  public int sample(int index) {
    return signed ? samples[index] : samples[index] & 0xFFFF;
  }
}
