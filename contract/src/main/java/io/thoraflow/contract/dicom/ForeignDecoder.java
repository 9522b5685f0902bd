package io.thoraflow.contract.dicom;

/** Decodes the transfer syntaxes for which there is no safe decoder in this process. */
@FunctionalInterface
public interface ForeignDecoder {
  /**
   * Decodes one gray frame.
   *
   * @param codestream JPEG, JPEG-LS or JPEG 2000, whose dimensions were found equal to the format's
   * @return cells, Bits Allocated wide, row-major, {@code [rows * columns]}
   * @throws io.thoraflow.contract.xray.UnsuitableImageException when the codestream cannot be
   *     decoded, or no decoder is installed
   * @throws java.io.UncheckedIOException when this machine fails, by a full disk for example: the
   *     image is not to blame
   */
  short[] decode(TransferSyntax transferSyntax, PixelFormat format, byte[] codestream);
}
