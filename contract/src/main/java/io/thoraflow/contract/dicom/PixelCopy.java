package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.TransferSyntax.Codec;
import java.util.Arrays;

/** Copies pixel data so that the same samples come out of it, and nothing else that was inside. */
final class PixelCopy {
  private PixelCopy() {}

  static void write(DicomFile file, PixelFormat format, DicomWriter to) {
    DataSet dataSet = file.dataSet();
    Element pixelData = dataSet.element(Tag.PIXEL_DATA).orElseThrow();
    if (file.transferSyntax().isEncapsulated()) {
      byte[] frame =
          EncapsulatedPixelData.singleFrame(dataSet, pixelData, file.transferSyntax().codec());
      to.fragment(Tag.PIXEL_DATA, withoutComments(file.transferSyntax().codec(), frame));
    } else {
      boolean words = format.bitsAllocated() == 16 || pixelData.vr().equals("OW");
      to.bytes(Tag.PIXEL_DATA, words ? "OW" : "OB", cells(dataSet, pixelData, format));
    }
  }

  private static byte[] withoutComments(Codec codec, byte[] frame) {
    return switch (codec) {
      case JPEG, JPEG_LS, JPEG_2000 -> CodestreamComments.removed(frame);
      default -> frame;
    };
  }

  /** As many as there are pixels, of an even length, and without the bits beside the samples. */
  private static byte[] cells(DataSet dataSet, Element pixelData, PixelFormat format) {
    int length = Math.toIntExact(format.pixels() * format.bytesPerSample());
    int start = pixelData.start();
    byte[] cells = Arrays.copyOfRange(dataSet.content(), start, start + length + length % 2);
    if (length % 2 == 1) {
      // Swapped bytes: the last sample may lie in what looks like padding.
      cells[length] = dataSet.content()[start + Math.min(length, pixelData.length() - 1)];
    }
    mask(cells, format, dataSet.encoding().bigEndian());
    return cells;
  }

  /** Old files keep overlays there, which may be writing. */
  private static void mask(byte[] cells, PixelFormat format, boolean bigEndian) {
    int mask = ((1 << format.bitsStored()) - 1) << (format.highBit() + 1 - format.bitsStored());
    for (int i = 0; i < cells.length; i++) {
      boolean high = format.bitsAllocated() == 16 && (i % 2 == 0) == bigEndian;
      cells[i] &= (byte) (high ? mask >>> 8 : mask);
    }
  }
}
