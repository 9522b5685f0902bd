package io.thoraflow.contract.dicom;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Decoding of a data set's texts by Specific Character Set (0008,0005): DICOM PS3.3 C.12.1.1.2 and
 * PS3.5 6.1, with code extensions by escape sequences.
 *
 * <p>Usual misspellings of the defined terms ({@code ISO IR 144}, {@code iso-2022-ir-144}, {@code
 * ISO 8859-5}, {@code UTF-8}) and an empty first value are understood. What names no known set is
 * Latin-1, which loses no byte.
 */
final class CharacterSets {
  private static final Pattern REGISTERED = Pattern.compile("(?:ISO(?:2022)?)?IR(\\d{1,3})");
  private static final Pattern ISO_8859 = Pattern.compile("ISO8859(\\d{1,2})");

  /** ISO registration numbers of the parts of ISO 8859. */
  private static final Map<String, String> PARTS =
      Map.ofEntries(
          Map.entry("1", "100"),
          Map.entry("2", "101"),
          Map.entry("3", "109"),
          Map.entry("4", "110"),
          Map.entry("5", "144"),
          Map.entry("6", "127"),
          Map.entry("7", "126"),
          Map.entry("8", "138"),
          Map.entry("9", "148"),
          Map.entry("11", "166"),
          Map.entry("15", "203"));

  /** By what is left of a name without blanks and punctuation. */
  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "LATIN1", "100",
          "UTF8", "192",
          "GB18030", "GB18030",
          "GBK", "GBK",
          "GB2312", "58",
          "EUCKR", "149",
          "KSX1001", "149");

  private static final Map<String, Repertoire> REPERTOIRES =
      Map.ofEntries(
          Map.entry("6", Repertoire.basic("US-ASCII", "(B")),
          Map.entry("100", Repertoire.upper("ISO-8859-1", "-A")),
          Map.entry("101", Repertoire.upper("ISO-8859-2", "-B")),
          Map.entry("109", Repertoire.upper("ISO-8859-3", "-C")),
          Map.entry("110", Repertoire.upper("ISO-8859-4", "-D")),
          Map.entry("144", Repertoire.upper("ISO-8859-5", "-L")),
          Map.entry("127", Repertoire.upper("ISO-8859-6", "-G")),
          Map.entry("126", Repertoire.upper("ISO-8859-7", "-F")),
          Map.entry("138", Repertoire.upper("ISO-8859-8", "-H")),
          Map.entry("148", Repertoire.upper("ISO-8859-9", "-M")),
          Map.entry("203", Repertoire.upper("ISO-8859-15", "-b")),
          Map.entry("166", Repertoire.upper("TIS-620", "-T")),
          Map.entry("13", Repertoire.upper("JIS_X0201", ")I")),
          Map.entry("14", Repertoire.basic("JIS_X0201", "(J")),
          Map.entry("149", Repertoire.upper("EUC-KR", "$)C")),
          Map.entry("58", Repertoire.upper("GB2312", "$)A")),
          Map.entry("87", Repertoire.pairs("x-JIS0208", "$B")),
          Map.entry("159", Repertoire.pairs("JIS_X0212-1990", "$(D")),
          Map.entry("192", Repertoire.whole("UTF-8")),
          Map.entry("GB18030", Repertoire.whole("GB18030")),
          Map.entry("GBK", Repertoire.whole("GBK")));

  /** No terms of the standard. */
  private static final List<String> FOUND_IN_FILES =
      List.of(
          "windows-1250",
          "windows-1251",
          "windows-1252",
          "windows-1253",
          "windows-1254",
          "windows-1255",
          "windows-1256",
          "windows-1257",
          "KOI8-R",
          "Shift_JIS",
          "EUC-JP",
          "Big5");

  private CharacterSets() {}

  /** Which bytes a repertoire gives a meaning to. */
  enum Part {
    /** Bytes below 0x80, one a character. */
    BASIC,
    /** Bytes below 0x80, two a character. */
    PAIRS,
    /** Bytes from 0x80 on; those below are ASCII. */
    UPPER,
    /** All, without escape sequences. */
    WHOLE
  }

  /**
   * A registered character set.
   *
   * @param charset Java's name
   * @param escape what follows ESC where a text switches to it; empty where none does
   */
  record Repertoire(String charset, Part part, String escape) {
    static Repertoire basic(String charset, String escape) {
      return new Repertoire(charset, Part.BASIC, escape);
    }

    static Repertoire pairs(String charset, String escape) {
      return new Repertoire(charset, Part.PAIRS, escape);
    }

    static Repertoire upper(String charset, String escape) {
      return new Repertoire(charset, Part.UPPER, escape);
    }

    static Repertoire whole(String charset) {
      return new Repertoire(charset, Part.WHOLE, "");
    }

    boolean isSupported() {
      return Charset.isSupported(charset);
    }

    Charset java() {
      return Charset.forName(charset);
    }
  }

  /** All in which texts are found that this Java platform has. */
  static List<Repertoire> supported() {
    return Stream.concat(
            REPERTOIRES.values().stream(), FOUND_IN_FILES.stream().map(Repertoire::whole))
        .filter(Repertoire::isSupported)
        .toList();
  }

  /** The repertoire that an escape sequence switches to, by what follows ESC. */
  static Optional<Repertoire> escapedTo(byte[] text, int position) {
    return REPERTOIRES.values().stream()
        .filter(set -> !set.escape().isEmpty() && set.isSupported())
        .filter(set -> startsWith(text, position, set.escape()))
        .findFirst();
  }

  private static boolean startsWith(byte[] text, int position, String escape) {
    return position + escape.length() <= text.length
        && Arrays.equals(
            text,
            position,
            position + escape.length(),
            escape.getBytes(StandardCharsets.US_ASCII),
            0,
            escape.length());
  }

  /**
   * The repertoire in which texts begin: the first value's, or the next one's where the first is
   * empty, plain ASCII, or unknown.
   */
  static Optional<Repertoire> initial(DataSet dataSet) {
    return dataSet
        .text(Tag.SPECIFIC_CHARACTER_SET, StandardCharsets.ISO_8859_1)
        .map(values -> values.split("\\\\"))
        .flatMap(CharacterSets::initial);
  }

  private static Optional<Repertoire> initial(String[] values) {
    return Arrays.stream(values)
        .map(CharacterSets::named)
        .filter(Objects::nonNull)
        .filter(set -> set.part() == Part.UPPER || set.part() == Part.WHOLE)
        .findFirst();
  }

  /** Null for what is not known. */
  private static Repertoire named(String value) {
    String plain = value.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
    Matcher registered = REGISTERED.matcher(plain);
    Matcher part = ISO_8859.matcher(plain);
    String key =
        registered.matches()
            ? registered.group(1)
            : part.matches() ? PARTS.get(part.group(1)) : OTHER_NAMES.get(plain);
    Repertoire known = key == null ? null : REPERTOIRES.get(key);
    if (known == null) {
      return ofPlatform(value.strip());
    }
    return known.isSupported() ? known : null;
  }

  /** Such as {@code windows-1251}: no term of the standard, and unmistakable. */
  private static Repertoire ofPlatform(String name) {
    try {
      if (!name.isEmpty() && Charset.isSupported(name)) {
        Charset charset = Charset.forName(name);
        if ("A1".equals(new String(new byte[] {'A', '1'}, charset))) {
          return Repertoire.whole(charset.name());
        }
      }
    } catch (IllegalCharsetNameException e) {
      // No charset's name.
    }
    return null;
  }
}
