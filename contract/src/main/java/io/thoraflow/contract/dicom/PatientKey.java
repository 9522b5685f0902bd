package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.UnsuitableImageException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A patient as a DICOM file names one: protected health information.
 *
 * <p>Ids are compared as text: decoded by the file's character set, in Unicode's normalization form
 * C, without blanks around them. An id is one person's only together with its issuer, where the
 * file gives it.
 *
 * @param id Patient ID (0010,0020)
 * @param issuer Issuer of Patient ID (0010,0021), else the Universal Entity ID (0040,0032) of the
 *     Issuer of Patient ID Qualifiers Sequence (0010,0024)
 * @param idAsOnceRead the id as releases read it that knew no code extensions and no misspelled
 *     character sets: what pseudonyms and splits of that time were made of
 */
public record PatientKey(String id, Optional<String> issuer, String idAsOnceRead) {
  /** The last element that a key is read from. */
  static final int LAST_TAG = Tag.ISSUER_OF_PATIENT_ID_QUALIFIERS;

  /** The defined terms that were known, exactly as they had to stand. */
  private static final Map<String, String> ONCE_KNOWN =
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

  /** For an id that was not read from a file. */
  public static PatientKey typed(String id, Optional<String> issuer) {
    String text = comparable(id);
    return new PatientKey(
        text, issuer.map(PatientKey::comparable).filter(name -> !name.isEmpty()), text);
  }

  /**
   * Empty for a data set that names no patient.
   *
   * @throws UnsuitableImageException if the issuer's sequence is malformed
   */
  static Optional<PatientKey> of(DataSet dataSet) {
    return of(dataSet, issuer(dataSet));
  }

  /** As far as it can be told of a file that may be broken. */
  static Optional<PatientKey> ofBroken(DataSet dataSet) {
    try {
      return of(dataSet);
    } catch (UnsuitableImageException e) {
      return of(dataSet, Optional.empty());
    }
  }

  private static Optional<PatientKey> of(DataSet dataSet, Optional<String> issuer) {
    return text(dataSet, Tag.PATIENT_ID, CharacterSets.initial(dataSet))
        .map(
            id ->
                new PatientKey(
                    id, issuer, dataSet.text(Tag.PATIENT_ID, onceRead(dataSet)).orElse(id)));
  }

  private static Optional<String> issuer(DataSet dataSet) {
    Optional<CharacterSets.Repertoire> initial = CharacterSets.initial(dataSet);
    return text(dataSet, Tag.ISSUER_OF_PATIENT_ID, initial)
        .or(
            () ->
                dataSet
                    .firstItem(Tag.ISSUER_OF_PATIENT_ID_QUALIFIERS)
                    .flatMap(item -> text(item, Tag.UNIVERSAL_ENTITY_ID, initial)));
  }

  private static Optional<String> text(
      DataSet dataSet, int tag, Optional<CharacterSets.Repertoire> initial) {
    return dataSet
        .bytes(tag)
        .map(bytes -> comparable(CharacterDecoder.decode(bytes, initial)))
        .filter(text -> !text.isEmpty());
  }

  private static Charset onceRead(DataSet dataSet) {
    return dataSet
        .text(Tag.SPECIFIC_CHARACTER_SET)
        .map(ONCE_KNOWN::get)
        .filter(Charset::isSupported)
        .map(Charset::forName)
        .orElse(StandardCharsets.ISO_8859_1);
  }

  /** A text as it is compared. */
  public static String comparable(String text) {
    return Normalizer.normalize(text.replace("\0", ""), Normalizer.Form.NFC).strip();
  }

  /** Whether both name the same id, whoever issued it. */
  public boolean hasIdOf(PatientKey other) {
    return id.equals(other.id);
  }

  /**
   * All that the id may once have been read as, whatever character set it was written in.
   *
   * @return with the id itself
   */
  public Set<String> onceReadAs() {
    Set<String> texts = new LinkedHashSet<>();
    texts.add(id);
    texts.add(idAsOnceRead);
    texts.add(Normalizer.normalize(id, Normalizer.Form.NFD));
    for (CharacterSets.Repertoire set : CharacterSets.supported()) {
      addMisread(texts, id, set);
      addMisread(texts, Normalizer.normalize(id, Normalizer.Form.NFD), set);
    }
    return texts;
  }

  private static void addMisread(Set<String> texts, String id, CharacterSets.Repertoire set) {
    Charset charset = set.java();
    if (!charset.canEncode() || !charset.newEncoder().canEncode(id)) {
      return;
    }
    String misread = new String(id.getBytes(charset), StandardCharsets.ISO_8859_1);
    texts.add(misread.strip());
    if (!set.escape().isEmpty()) {
      texts.add("\u001B" + set.escape() + misread.strip());
      texts.add("\u001B" + set.escape() + misread + "\u001B(B");
    }
  }

  /** Hides the values, so that no log line can show them by accident. */
  @Override
  public String toString() {
    return "PatientKey[hidden]";
  }
}
