package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.TransferSyntax.Codec;
import io.thoraflow.contract.xray.ReadingNote;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The fragments of compressed pixel data (DICOM PS3.5 A.4). */
final class EncapsulatedPixelData {
  private static final int BYTES_PER_OFFSET = 4;

  /** Start of image and the first byte of the marker that follows (ITU-T T.81 annex B). */
  private static final byte[] JPEG_START = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

  /** Start of codestream and image size (ITU-T T.800 annex A). */
  private static final byte[] JPEG_2000_START = {(byte) 0xFF, 0x4F, (byte) 0xFF, 0x51};

  private EncapsulatedPixelData() {}

  /**
   * The codestream of the only frame: its fragments joined. The basic offset table is not believed:
   * the fragments decide how many frames there are.
   *
   * @param pixelData known to be well-formed, since the parser walked it
   */
  static byte[] singleFrame(DataSet dataSet, Element pixelData, Codec codec) {
    List<Element> items = items(dataSet, pixelData);
    if (items.size() < 2) {
      throw Unsuitable.corrupt("the compressed pixel data has no fragments");
    }
    List<Element> fragments = items.subList(1, items.size());
    long frames = fragments.stream().filter(f -> beginsFrame(dataSet.content(), f, codec)).count();
    if (frames > 1) {
      throw new UnsuitableImageException(
          RejectionReason.MULTI_FRAME,
          "the fragments begin %d frames; a radiograph has one".formatted(frames));
    }
    if (items.get(0).length() > BYTES_PER_OFFSET) {
      dataSet.note(ReadingNote.OFFSETS_IGNORED);
    }
    return join(dataSet.content(), fragments);
  }

  /** By its first bytes, which cannot occur further on; of RLE each fragment is a frame (A.4.2). */
  private static boolean beginsFrame(byte[] content, Element fragment, Codec codec) {
    return switch (codec) {
      case RLE -> fragment.length() > 0;
      case JPEG, JPEG_LS -> begins(content, fragment, JPEG_START);
      case JPEG_2000 -> begins(content, fragment, JPEG_2000_START);
      default -> false;
    };
  }

  private static boolean begins(byte[] content, Element fragment, byte[] start) {
    int at = fragment.start();
    return fragment.length() >= start.length
        && Arrays.equals(content, at, at + start.length, start, 0, start.length);
  }

  private static List<Element> items(DataSet dataSet, Element pixelData) {
    List<Element> items = new ArrayList<>();
    int position = pixelData.start();
    while (true) {
      Element item =
          dataSet.parser().header(position, pixelData.end(), Encoding.EXPLICIT_LITTLE_ENDIAN);
      if (item.tag() == Tag.SEQUENCE_DELIMITATION) {
        return items;
      }
      items.add(item);
      position = item.end();
    }
  }

  private static byte[] join(byte[] content, List<Element> fragments) {
    int length = fragments.stream().mapToInt(Element::length).sum();
    byte[] joined = new byte[length];
    int position = 0;
    for (Element fragment : fragments) {
      System.arraycopy(content, fragment.start(), joined, position, fragment.length());
      position += fragment.length();
    }
    return joined;
  }
}
