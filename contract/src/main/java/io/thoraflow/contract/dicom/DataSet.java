package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.ReadingNote;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Typed access to the data elements of one data set. Values are read when asked for. */
final class DataSet {
  private static final int LONGEST_TEXT = 1024;
  private static final int MOST_ITEMS = 8;

  private final DicomParser parser;
  private final Encoding encoding;
  private final Map<Integer, Element> elements;
  private final int end;
  private final Set<ReadingNote> notes = EnumSet.noneOf(ReadingNote.class);

  /**
   * What the parser found.
   *
   * @param end offset behind the last element that was read
   */
  DataSet(DicomParser parser, Encoding encoding, Map<Integer, Element> elements, int end) {
    this.parser = parser;
    this.encoding = encoding;
    this.elements = elements;
    this.end = end;
  }

  Encoding encoding() {
    return encoding;
  }

  int end() {
    return end;
  }

  byte[] content() {
    return parser.content();
  }

  DicomParser parser() {
    return parser;
  }

  /** The element, if it is there and its value is not empty. */
  Optional<Element> element(int tag) {
    return Optional.ofNullable(elements.get(tag)).filter(element -> element.length() != 0);
  }

  /** US: the first value. */
  OptionalInt uint16(int tag) {
    return element(tag)
        .map(element -> OptionalInt.of(word(element, 0)))
        .orElse(OptionalInt.empty());
  }

  /**
   * US or SS: the first value.
   *
   * @param signedWhenImplicit what holds where the encoding does not say which of the two it is
   */
  OptionalInt int16(int tag, boolean signedWhenImplicit) {
    Optional<Element> element = element(tag);
    if (element.isEmpty()) {
      return OptionalInt.empty();
    }
    int word = word(element.get(), 0);
    return OptionalInt.of(isSigned(element.get(), signedWhenImplicit) ? (short) word : word);
  }

  static boolean isSigned(Element element, boolean signedWhenImplicit) {
    return switch (element.vr()) {
      case "SS" -> true;
      case "US" -> false;
      default -> signedWhenImplicit;
    };
  }

  /** The 16-bit word number {@code index} of a value. */
  int word(Element element, int index) {
    if (element.length() < 2 * (index + 1)) {
      throw Unsuitable.corrupt(
          "%s holds %d bytes, but at least %d are needed"
              .formatted(Tag.describe(element.tag()), element.length(), 2 * (index + 1)));
    }
    return encoding.uint16(content(), element.start() + 2 * index);
  }

  /** The first value of a multi-valued text element. */
  Optional<String> text(int tag) {
    return text(tag, StandardCharsets.ISO_8859_1)
        .map(text -> text.split("\\\\", 2)[0].strip())
        .filter(text -> !text.isEmpty());
  }

  /** The whole value, without the padding that makes its length even. */
  Optional<String> text(int tag, Charset charset) {
    return bytes(tag)
        .map(bytes -> new String(bytes, charset))
        .map(text -> text.replace("\0", "").strip())
        .filter(text -> !text.isEmpty());
  }

  /** The value's bytes, at most as many as any text of interest has. */
  Optional<byte[]> bytes(int tag) {
    return element(tag)
        .filter(element -> !element.isUndefinedLength())
        .map(
            element ->
                Arrays.copyOfRange(
                    content(),
                    element.start(),
                    element.start() + Math.min(element.length(), LONGEST_TEXT)));
  }

  /** DS or IS: the first value. */
  Optional<Double> decimal(int tag) {
    return text(tag).map(text -> parseDecimal(tag, text));
  }

  private double parseDecimal(int tag, String text) {
    DecimalText decimal =
        DecimalText.of(text)
            .orElseThrow(
                () ->
                    Unsuitable.corrupt(
                        "%s is not a finite decimal number".formatted(Tag.describe(tag))));
    if (decimal.repaired()) {
      note(ReadingNote.NUMBER_REPAIRED);
    }
    return decimal.value();
  }

  /** Something odd that did not hinder the reading. */
  void note(ReadingNote note) {
    notes.add(note);
  }

  /** What was odd so far. */
  Set<ReadingNote> notes() {
    return notes;
  }

  /**
   * The values of a text element that are not empty, in the character set of the data set; in UTF-8
   * where the bytes are valid UTF-8, which some writers do not announce.
   */
  List<String> texts(int tag, Optional<CharacterSets.Repertoire> charset) {
    return bytes(tag)
        .map(text -> decoded(text, charset))
        .map(text -> List.of(text.replace("\0", "").split("\\\\")))
        .orElse(List.of())
        .stream()
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private static String decoded(byte[] text, Optional<CharacterSets.Repertoire> charset) {
    try {
      String unannounced =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
      if (unannounced.indexOf('\u001B') < 0) {
        return unannounced;
      }
    } catch (CharacterCodingException e) {
      // It is what the data set says.
    }
    return CharacterDecoder.decode(text, charset);
  }

  /** The items of a sequence, the first {@value #MOST_ITEMS} of them. */
  List<DataSet> items(int tag) {
    return items(tag, MOST_ITEMS);
  }

  /** The first item of a sequence. */
  Optional<DataSet> firstItem(int tag) {
    return items(tag, 1).stream().findFirst();
  }

  private List<DataSet> items(int tag, int most) {
    return element(tag)
        .map(
            sequence ->
                parser.parseItems(
                    sequence,
                    sequence.vr().equals("UN") ? Encoding.IMPLICIT_LITTLE_ENDIAN : encoding,
                    most))
        .orElse(List.of());
  }
}
