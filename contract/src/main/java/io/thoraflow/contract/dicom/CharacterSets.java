package io.thoraflow.contract.dicom;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Java's names for the defined terms of Specific Character Set (DICOM PS3.3 C.12.1.1.2). */
final class CharacterSets {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("ISO_IR 100", "ISO-8859-1"),
          Map.entry("ISO_IR 101", "ISO-8859-2"),
          Map.entry("ISO_IR 109", "ISO-8859-3"),
          Map.entry("ISO_IR 110", "ISO-8859-4"),
          Map.entry("ISO_IR 144", "ISO-8859-5"),
          Map.entry("ISO_IR 127", "ISO-8859-6"),
          Map.entry("ISO_IR 126", "ISO-8859-7"),
          Map.entry("ISO_IR 138", "ISO-8859-8"),
          Map.entry("ISO_IR 148", "ISO-8859-9"),
          Map.entry("ISO_IR 203", "ISO-8859-15"),
          Map.entry("ISO_IR 13", "JIS_X0201"),
          Map.entry("ISO_IR 166", "TIS-620"),
          Map.entry("ISO_IR 192", "UTF-8"),
          Map.entry("GB18030", "GB18030"),
          Map.entry("GBK", "GBK"));

  private CharacterSets() {}

  /**
   * The character set of a data set's texts; Latin-1, which loses no byte, where it is absent,
   * unknown or switches by escape sequences.
   */
  static Charset of(DataSet dataSet) {
    return dataSet
        .text(Tag.SPECIFIC_CHARACTER_SET)
        .map(NAMES::get)
        .filter(Charset::isSupported)
        .map(Charset::forName)
        .orElse(StandardCharsets.ISO_8859_1);
  }
}
