package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.util.ArrayList;
import java.util.List;

/** The fragments of compressed pixel data (DICOM PS3.5 A.4). */
final class EncapsulatedPixelData {
  private EncapsulatedPixelData() {}

  /**
   * The codestream of the only frame: its fragments joined, without the basic offset table.
   *
   * @param pixelData known to be well-formed, since the parser walked it
   */
  static byte[] singleFrame(DataSet dataSet, Element pixelData) {
    List<Element> items = items(dataSet, pixelData);
    if (items.size() < 2) {
      throw Unsuitable.corrupt("the compressed pixel data has no fragments");
    }
    if (items.get(0).length() > 4) {
      throw new UnsuitableImageException(
          RejectionReason.MULTI_FRAME,
          "the basic offset table lists %d frames; a radiograph has one"
              .formatted(items.get(0).length() / 4));
    }
    return join(dataSet.content(), items.subList(1, items.size()));
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
