package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.Statement.Aspect;
import io.thoraflow.contract.dicom.Statement.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What kind of image a header announces, and whether it is one to be read: by Modality, SOP Class
 * UID, Presentation Intent Type and Image Type (DICOM PS3.3 C.7.3.1.1.1, C.7.6.1.1.2, C.8.11.1,
 * PS3.4 B.5).
 */
final class ImagePurpose {
  /** The term of what may be shown to a reader as it is. */
  static final String FOR_PRESENTATION = "FOR PRESENTATION";

  static final String MODALITY = "Modality (0008,0060)";

  private static final String FOR_PROCESSING = "FOR PROCESSING";
  private static final String STORAGE = "1.2.840.10008.5.1.4.1.1.";

  /** What each storage class holds; the empty term is of any modality. */
  private static final Map<String, String> MODALITIES =
      Map.ofEntries(
          Map.entry("1", "CR"),
          Map.entry("1.1", "DX"),
          Map.entry("1.1.1", "DX"),
          Map.entry("1.2", "MG"),
          Map.entry("1.2.1", "MG"),
          Map.entry("1.3", "IO"),
          Map.entry("1.3.1", "IO"),
          Map.entry("2", "CT"),
          Map.entry("2.1", "CT"),
          Map.entry("2.2", "CT"),
          Map.entry("3.1", "US"),
          Map.entry("4", "MR"),
          Map.entry("4.1", "MR"),
          Map.entry("4.3", "MR"),
          Map.entry("4.4", "MR"),
          Map.entry("6.1", "US"),
          Map.entry("6.2", "US"),
          Map.entry("7", ""),
          Map.entry("7.1", ""),
          Map.entry("7.2", ""),
          Map.entry("7.3", ""),
          Map.entry("7.4", ""),
          Map.entry("12.1", "XA"),
          Map.entry("12.1.1", "XA"),
          Map.entry("12.2", "RF"),
          Map.entry("12.2.1", "RF"),
          Map.entry("12.3", "XA"),
          Map.entry("13.1.1", "XA"),
          Map.entry("13.1.3", "MG"),
          Map.entry("20", "NM"),
          Map.entry("66.4", "SEG"),
          Map.entry("77.1.1", "ES"),
          Map.entry("77.1.2", "GM"),
          Map.entry("77.1.3", "SM"),
          Map.entry("77.1.4", "XC"),
          Map.entry("77.1.6", "SM"),
          Map.entry("128", "PT"),
          Map.entry("130", "PT"),
          Map.entry("481.1", "RTIMAGE"),
          Map.entry("481.2", "RTDOSE"));

  /** Consoles store one as the other. */
  private static final Map<String, Set<String>> ALIKE =
      Map.of(
          "CR", Set.of("CR", "DX", "DR"),
          "DX", Set.of("CR", "DX", "DR"),
          "XA", Set.of("XA", "RF"),
          "RF", Set.of("XA", "RF"));

  private static final Set<String> PROCESSING_CLASSES = Set.of("1.1.1", "1.2.1", "1.3.1");

  /** Words of Image Type that tell of something else than one plain radiograph. */
  private static final Set<String> OTHER_IMAGES =
      Set.of(
          "LOCALIZER",
          "LOCALISER",
          "SCOUT",
          "TOPOGRAM",
          "SUBTRACTION",
          "SUBTRACTED",
          "SUBTRACT",
          "DSA",
          "MASK",
          "BONE",
          "ENERGY",
          "TOMO",
          "TOMOSYNTHESIS",
          "MIP",
          "MPR",
          "REFORMATTED",
          "REPORT",
          "DOSE",
          "SCREENSHOT",
          "CAD",
          "QA",
          "QC",
          "CALIBRATION",
          "FLATFIELD",
          "RAW",
          "THUMBNAIL",
          "ICON",
          "PHANTOM");

  private ImagePurpose() {}

  static List<Statement> statements(DataSet dataSet) {
    List<Statement> statements = new ArrayList<>();
    add(statements, Aspect.MODALITY, MODALITY, modalities(dataSet));
    sopClass(dataSet, statements);
    add(
        statements,
        Aspect.PRESENTATION,
        "Presentation Intent Type (0008,0068)",
        texts(dataSet, Tag.PRESENTATION_INTENT_TYPE).stream().map(ImagePurpose::intent).toList());
    add(
        statements,
        Aspect.PRESENTATION,
        "Image Type (0008,0008)",
        texts(dataSet, Tag.IMAGE_TYPE).stream().map(ImagePurpose::imageType).toList());
    return statements;
  }

  private static List<Value> modalities(DataSet dataSet) {
    return texts(dataSet, Tag.MODALITY).stream()
        .map(
            text -> {
              String term = text.toUpperCase(Locale.ROOT);
              return DefinedTerms.isModality(term) ? Value.of(text, term) : Value.unknown(text);
            })
        .toList();
  }

  private static void sopClass(DataSet dataSet, List<Statement> statements) {
    for (String uid : texts(dataSet, Tag.SOP_CLASS_UID)) {
      String place = "SOP Class UID (0008,0016)";
      String suffix = uid.startsWith(STORAGE) ? uid.substring(STORAGE.length()) : "";
      String modality = MODALITIES.get(suffix);
      if (modality == null) {
        add(statements, Aspect.MODALITY, place, List.of(Value.unknown(uid)));
      } else if (!modality.isEmpty()) {
        Set<String> terms = ALIKE.getOrDefault(modality, Set.of(modality));
        add(statements, Aspect.MODALITY, place, List.of(new Value(uid, true, terms)));
      }
      if (PROCESSING_CLASSES.contains(suffix)) {
        add(statements, Aspect.PRESENTATION, place, List.of(Value.of(uid, FOR_PROCESSING)));
      }
    }
  }

  private static Value intent(String text) {
    return switch (RadiographTerms.plain(text)) {
      case FOR_PRESENTATION, "PRESENTATION" -> Value.of(text, FOR_PRESENTATION);
      case FOR_PROCESSING, "PROCESSING" -> Value.of(text, FOR_PROCESSING);
      default -> Value.unknown(text);
    };
  }

  /** Values of manufacturers' own say nothing. */
  private static Value imageType(String text) {
    String plain = RadiographTerms.plain(text);
    for (String word : plain.split(" ", -1)) {
      if (OTHER_IMAGES.contains(word)) {
        return Value.of(text, word);
      }
    }
    return plain.contains("SOFT TISSUE")
        ? Value.of(text, "SOFT TISSUE")
        : new Value(text, true, Set.of());
  }

  private static List<String> texts(DataSet dataSet, int tag) {
    return dataSet.texts(tag, Optional.empty());
  }

  private static void add(
      List<Statement> statements, Aspect aspect, String place, List<Value> values) {
    if (!values.isEmpty()) {
      statements.add(new Statement(aspect, place, values));
    }
  }

  /** Whether the SOP class or the modality is one of angiography or fluoroscopy. */
  static boolean isFluoroscopy(DataSet dataSet) {
    return statements(dataSet).stream()
        .filter(statement -> statement.aspect() == Aspect.MODALITY)
        .flatMap(statement -> statement.values().stream())
        .anyMatch(value -> value.terms().contains("XA") || value.terms().contains("RF"));
  }
}
