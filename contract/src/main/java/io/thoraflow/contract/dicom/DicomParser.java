package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.UnsuitableImageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the data elements of a data set (DICOM PS3.5 7) without copying their values.
 *
 * <p>Every length is checked against the bytes that are there before it is used. Sequences of
 * defined length are stepped over; those of undefined length are walked to find their end, at most
 * {@link DicomLimits#maxDepth()} deep.
 */
final class DicomParser {
  private static final Set<String> SHORT_LENGTH_VRS =
      Set.of(
          "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "PN", "SH", "SL",
          "SS", "ST", "TM", "UI", "UL", "US");
  private static final Set<String> BYTE_STREAM_VRS = Set.of("OB", "OW", "OD", "OF", "OL", "OV");
  private static final long UNDEFINED_LENGTH = 0xFFFF_FFFFL;
  private static final int FILE_META_GROUP = 0x0002;
  private static final int DELIMITER_GROUP = 0xFFFE;
  private static final int FIRST_TRAILING_GROUP = 0xFFFA;

  private final byte[] content;
  private final DicomLimits limits;
  private final boolean mayGrow;
  private final int zerosStart;
  private int elementsRead;

  /**
   * A parser of one file, or of one inflated data set.
   *
   * @param mayGrow whether content that ends too early may still be in the course of being written
   */
  DicomParser(byte[] content, DicomLimits limits, boolean mayGrow) {
    this.content = content;
    this.limits = limits;
    this.mayGrow = mayGrow;
    this.zerosStart = zerosStart(content);
  }

  private static int zerosStart(byte[] content) {
    int start = content.length;
    while (start > 0 && content[start - 1] == 0) {
      start--;
    }
    return start;
  }

  byte[] content() {
    return content;
  }

  /** The file meta information, group 0002: ends where another group begins. */
  DataSet parseFileMeta(int start, Encoding encoding) {
    Map<Integer, Element> elements = new HashMap<>();
    int position = start;
    while (content.length - position >= 2
        && encoding.uint16(content, position) == FILE_META_GROUP) {
      Element element = element(position, content.length, encoding, 0);
      elements.putIfAbsent(element.tag(), element);
      position = element.end();
    }
    return new DataSet(this, encoding, elements, position);
  }

  /**
   * The data set of a file, up to its Pixel Data: tags ascend, so that only trailing padding and
   * signatures follow.
   */
  DataSet parseDataSet(int start, Encoding encoding) {
    Map<Integer, Element> elements = new HashMap<>();
    int position = start;
    while (position < content.length && !elements.containsKey(Tag.PIXEL_DATA)) {
      refuseZeros(position);
      Element element = element(position, content.length, encoding, 0);
      elements.putIfAbsent(element.tag(), element);
      position = element.end();
    }
    checkTail(position, encoding);
    return new DataSet(this, encoding, elements, position);
  }

  /**
   * The elements up to a tag, as far as the content goes: tags ascend, so that what follows cannot
   * be it. Never fails; a broken element ends the data set.
   */
  DataSet parseBeginning(int start, Encoding encoding, int lastTag) {
    Map<Integer, Element> elements = new HashMap<>();
    int position = start;
    try {
      while (position < content.length && !elements.containsKey(lastTag)) {
        Element element = element(position, content.length, encoding, 0);
        if (Integer.compareUnsigned(element.tag(), lastTag) > 0) {
          break;
        }
        elements.putIfAbsent(element.tag(), element);
        position = element.end();
      }
    } catch (UnsuitableImageException e) {
      // What was read until here is all there is.
    }
    return new DataSet(this, encoding, elements, position);
  }

  /** The items of a sequence, the first {@code most} of them. */
  List<DataSet> parseItems(Element sequence, Encoding encoding, int most) {
    List<DataSet> items = new ArrayList<>();
    int position = sequence.start();
    while (items.size() < most && sequence.end() - position >= 8) {
      Element item = header(position, sequence.end(), encoding);
      if (item.tag() == Tag.SEQUENCE_DELIMITATION) {
        break;
      }
      requireItem(item);
      DataSet parsed =
          parseItem(item, item.isUndefinedLength() ? sequence.end() : item.end(), encoding);
      items.add(parsed);
      position = item.isUndefinedLength() ? parsed.end() : item.end();
    }
    return items;
  }

  private DataSet parseItem(Element item, int end, Encoding encoding) {
    Map<Integer, Element> elements = new HashMap<>();
    int position = item.start();
    while (position < end) {
      Element element = element(position, end, encoding, 1);
      position = element.end();
      if (element.tag() == Tag.ITEM_DELIMITATION) {
        break;
      }
      elements.putIfAbsent(element.tag(), element);
    }
    return new DataSet(this, encoding, elements, position);
  }

  private Element element(int position, int end, Encoding encoding, int depth) {
    count();
    Element header = header(position, end, encoding);
    return header.isUndefinedLength()
        ? walked(header, endOfUndefinedLength(header, end, encoding, depth))
        : header;
  }

  /** Elements, items and fragments alike: each costs a few bytes of the file and more of memory. */
  private void count() {
    if (++elementsRead > limits.maxElements()) {
      throw Unsuitable.corrupt(
          "more than %d data elements, which no radiograph has".formatted(limits.maxElements()));
    }
  }

  private static Element walked(Element header, int end) {
    return new Element(header.tag(), header.vr(), header.start(), header.length(), end);
  }

  private int endOfUndefinedLength(Element header, int end, Encoding encoding, int depth) {
    if (header.tag() == Tag.PIXEL_DATA || BYTE_STREAM_VRS.contains(header.vr())) {
      return endOfFragments(header.start(), end, encoding);
    }
    return switch (header.vr()) {
      case "SQ", "" -> endOfSequence(header.start(), end, encoding, depth + 1);
      // A sequence whose VR the writer did not know is implicit inside (PS3.5 6.2.2, note 4).
      case "UN" -> endOfSequence(header.start(), end, Encoding.IMPLICIT_LITTLE_ENDIAN, depth + 1);
      default ->
          throw Unsuitable.corrupt(
              "%s has an undefined length, which only sequences and pixel data may have"
                  .formatted(Tag.describe(header.tag())));
    };
  }

  private int endOfSequence(int start, int end, Encoding encoding, int depth) {
    if (depth > limits.maxDepth()) {
      throw Unsuitable.corrupt(
          "sequences are nested more than %d deep".formatted(limits.maxDepth()));
    }
    int position = start;
    while (true) {
      count();
      Element item = header(position, end, encoding);
      if (item.tag() == Tag.SEQUENCE_DELIMITATION) {
        return item.end();
      }
      requireItem(item);
      position =
          item.isUndefinedLength() ? endOfItem(item.start(), end, encoding, depth) : item.end();
    }
  }

  private int endOfItem(int start, int end, Encoding encoding, int depth) {
    int position = start;
    while (true) {
      Element element = element(position, end, encoding, depth);
      position = element.end();
      if (element.tag() == Tag.ITEM_DELIMITATION) {
        return position;
      }
    }
  }

  private int endOfFragments(int start, int end, Encoding encoding) {
    int position = start;
    while (true) {
      count();
      Element fragment = header(position, end, encoding);
      if (fragment.tag() == Tag.SEQUENCE_DELIMITATION) {
        return fragment.end();
      }
      requireItem(fragment);
      if (fragment.isUndefinedLength()) {
        throw Unsuitable.corrupt("a fragment of compressed pixel data has an undefined length");
      }
      position = fragment.end();
    }
  }

  /** Reads tag, VR and length; the value is known to lie before {@code end}. */
  Element header(int position, int end, Encoding encoding) {
    require(position, 8, end);
    int tag = encoding.tag(content, position);
    if (!encoding.explicitVr() || Tag.group(tag) == DELIMITER_GROUP) {
      return bounded(tag, "", position + 8, encoding.uint32(content, position + 4), end);
    }
    String vr = vr(tag, position + 4);
    if (hasShortLength(vr)) {
      return bounded(tag, vr, position + 8, encoding.uint16(content, position + 6), end);
    }
    require(position, 12, end);
    return bounded(tag, vr, position + 12, encoding.uint32(content, position + 8), end);
  }

  private String vr(int tag, int offset) {
    char first = (char) (content[offset] & 0xFF);
    char second = (char) (content[offset + 1] & 0xFF);
    if (first < ' ' || first > '~' || second < ' ' || second > '~') {
      throw Unsuitable.corrupt(
          "%s has no value representation where the transfer syntax demands one"
              .formatted(Tag.describe(tag)));
    }
    return "" + first + second;
  }

  /** VRs added later have the long form (PS3.5 7.1.2); scribbles such as "??" the short one. */
  private static boolean hasShortLength(String vr) {
    boolean letters = vr.chars().allMatch(letter -> letter >= 'A' && letter <= 'Z');
    return SHORT_LENGTH_VRS.contains(vr) || !letters;
  }

  private Element bounded(int tag, String vr, int start, long length, int end) {
    if (length == UNDEFINED_LENGTH) {
      return new Element(tag, vr, start, Element.UNDEFINED, start);
    }
    if (length > Integer.MAX_VALUE) {
      throw Unsuitable.corrupt(
          "%s claims %d bytes; 2 GiB is more than any radiograph has"
              .formatted(Tag.describe(tag), length));
    }
    if (length > end - start) {
      throw overrun(
          "%s claims %d bytes, but %d are left".formatted(Tag.describe(tag), length, end - start),
          end);
    }
    return new Element(tag, vr, start, (int) length, start + (int) length);
  }

  private void require(int position, int bytes, int end) {
    if (end - position < bytes) {
      throw overrun("the content ends inside the header of a data element", end);
    }
  }

  private UnsuitableImageException overrun(String detail, int end) {
    return mayGrow && end == content.length
        ? Unsuitable.truncated(detail)
        : Unsuitable.corrupt(detail);
  }

  private static void requireItem(Element element) {
    if (element.tag() != Tag.ITEM) {
      throw Unsuitable.corrupt(
          "%s stands where a sequence demands an item".formatted(Tag.describe(element.tag())));
    }
  }

  /** A file whose space is reserved before its content comes ends in zeros for a while. */
  private void refuseZeros(int position) {
    if (position >= zerosStart) {
      throw overrun(
          "nothing but zeros from byte %d to the end".formatted(position), content.length);
    }
  }

  private void checkTail(int position, Encoding encoding) {
    if (content.length - position >= 8
        && Tag.group(encoding.tag(content, position)) >= FIRST_TRAILING_GROUP
        && Tag.group(encoding.tag(content, position)) != DELIMITER_GROUP) {
      header(position, content.length, encoding);
    }
  }
}
