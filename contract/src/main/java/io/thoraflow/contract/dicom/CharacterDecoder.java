package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.CharacterSets.Part;
import io.thoraflow.contract.dicom.CharacterSets.Repertoire;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Decoder of one text that may switch its character set by escape sequences (ISO 2022, as DICOM
 * PS3.5 6.1.2.5 restricts it). Used once.
 */
final class CharacterDecoder {
  private static final byte ESCAPE = 0x1B;

  private final byte[] text;
  private final StringBuilder decoded = new StringBuilder();

  /** What bytes below 0x80 mean, and those from there on. */
  private Repertoire lower = new Repertoire("US-ASCII", Part.BASIC, "");

  private Charset upper;

  private CharacterDecoder(byte[] text, Charset upper) {
    this.text = text;
    this.upper = upper;
  }

  /**
   * @param initial in which the text begins; empty: Latin-1
   */
  static String decode(byte[] text, Optional<Repertoire> initial) {
    Charset charset = initial.map(Repertoire::java).orElse(StandardCharsets.ISO_8859_1);
    if (initial.filter(set -> set.part() == Part.WHOLE).isPresent()) {
      return strictly(text, 0, text.length, charset);
    }
    return new CharacterDecoder(text, charset).decode();
  }

  private String decode() {
    int start = 0;
    int position = 0;
    while (position < text.length) {
      Optional<Repertoire> next =
          text[position] == ESCAPE ? CharacterSets.escapedTo(text, position + 1) : Optional.empty();
      if (next.isPresent()) {
        append(start, position);
        position += 1 + next.get().escape().length();
        start = position;
        switchTo(next.get());
      } else {
        position++;
      }
    }
    append(start, text.length);
    return decoded.toString();
  }

  private void switchTo(Repertoire next) {
    if (next.part() == Part.UPPER) {
      upper = next.java();
    } else {
      lower = next;
    }
  }

  /** Runs of bytes of the same half are decoded as a whole: a character may have several bytes. */
  private void append(int from, int to) {
    int start = from;
    while (start < to) {
      int end = start + 1;
      while (end < to && isUpper(end) == isUpper(start)) {
        end++;
      }
      decoded.append(strictly(text, start, end, isUpper(start) ? upper : lower.java()));
      start = end;
    }
  }

  /** Bytes that the character set does not have are kept apart as Latin-1, and never made one. */
  private static String strictly(byte[] text, int from, int to, Charset charset) {
    ByteBuffer bytes = ByteBuffer.wrap(text, from, to - from);
    try {
      return charset.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }
  }

  private boolean isUpper(int position) {
    return text[position] < 0;
  }
}
