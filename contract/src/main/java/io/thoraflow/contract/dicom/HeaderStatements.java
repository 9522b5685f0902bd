package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.RadiographTerms.Meaning;
import io.thoraflow.contract.dicom.Statement.Aspect;
import io.thoraflow.contract.dicom.Statement.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads what a header says of modality, body part, view and purpose, in all the places where DICOM
 * says it (PS3.3 C.7.3.1, C.7.6.1, C.8.11.1 to C.8.11.5, PS3.16 CID 4010 and 4031).
 *
 * <p>Free texts (Series Description, Protocol Name) are heard only where no other place speaks, all
 * of the text is known, and it tells of another part or view than a frontal chest.
 */
final class HeaderStatements {
  static final String BODY_PART = "Body Part Examined (0018,0015)";
  static final String REGION = "Anatomic Region Sequence (0008,2218)";
  static final String VIEW = "View Position (0018,5101)";
  static final String VIEW_CODE = "View Code Sequence (0054,0220)";

  private static final Set<String> CHEST = Set.of("CHEST", "LUNG");
  private static final Set<String> WITHIN_THE_CHEST =
      Set.of("CHEST", "LUNG", "HEART", "MEDIASTINUM", "TRACHEA");
  private static final Set<String> FRONTAL = Set.of("PA", "AP", "FRONTAL");

  private final DataSet dataSet;
  private final Optional<CharacterSets.Repertoire> charset;
  private final List<Statement> statements = new ArrayList<>();

  private HeaderStatements(DataSet dataSet) {
    this.dataSet = dataSet;
    this.charset = CharacterSets.initial(dataSet);
  }

  static List<Statement> of(DataSet dataSet) {
    HeaderStatements header = new HeaderStatements(dataSet);
    header.statements.addAll(ImagePurpose.statements(dataSet));
    header.bodyParts();
    header.views();
    header.freeTexts();
    return List.copyOf(header.statements);
  }

  private void bodyParts() {
    add(
        Aspect.BODY_PART,
        BODY_PART,
        texts(Tag.BODY_PART_EXAMINED, text -> part(text, RadiographTerms.ofText(text))));
    List<DataSet> regions = dataSet.items(Tag.ANATOMIC_REGION_SEQUENCE);
    codes(Aspect.BODY_PART, REGION, regions);
    for (DataSet region : regions) {
      codes(
          Aspect.BODY_PART,
          "Anatomic Region Modifier Sequence (0008,2220)",
          region.items(Tag.ANATOMIC_REGION_MODIFIER_SEQUENCE));
    }
    for (DataSet structure : dataSet.items(Tag.PRIMARY_ANATOMIC_STRUCTURE_SEQUENCE)) {
      if (!isWithinTheChest(structure)) {
        code(Aspect.BODY_PART, "Primary Anatomic Structure Sequence (0008,2228)", structure);
      }
    }
  }

  private boolean isWithinTheChest(DataSet item) {
    return codeValue(item)
        .flatMap(RadiographTerms::ofCode)
        .or(() -> codeMeaning(item).map(RadiographTerms::ofText))
        .filter(Meaning::understood)
        .filter(meaning -> WITHIN_THE_CHEST.containsAll(meaning.parts()))
        .isPresent();
  }

  private void views() {
    List<String> positions = dataSet.texts(Tag.VIEW_POSITION, charset);
    add(
        Aspect.VIEW,
        VIEW,
        positions.stream().map(text -> view(text, RadiographTerms.ofText(face(text)))).toList());
    for (String text : positions) {
      Meaning meaning = RadiographTerms.ofText(face(text));
      if (!meaning.parts().isEmpty()) {
        add(Aspect.BODY_PART, VIEW, List.of(part(text, meaning)));
      }
    }
    List<DataSet> views = dataSet.items(Tag.VIEW_CODE_SEQUENCE);
    codes(Aspect.VIEW, VIEW_CODE, views);
    for (DataSet view : views) {
      codes(
          Aspect.VIEW,
          "View Modifier Code Sequence (0054,0222)",
          view.items(Tag.VIEW_MODIFIER_CODE_SEQUENCE));
    }
    PatientOrientation.statement(dataSet).ifPresent(statements::add);
    viewsOfBodyPart();
  }

  /** French consoles write this one word for "de face". */
  private static String face(String text) {
    return RadiographTerms.plain(text).equals("FACE") ? "DE FACE" : text;
  }

  /**
   * {@code CHEST LAT}: what is all frontal or all not is a view. {@code CHEST PA LAT} names an
   * examination of two images, and leaves open which of them this one is.
   */
  private void viewsOfBodyPart() {
    for (String text : dataSet.texts(Tag.BODY_PART_EXAMINED, charset)) {
      Set<String> views = RadiographTerms.ofText(text).views();
      boolean mixed = views.stream().anyMatch(FRONTAL::contains) && !FRONTAL.containsAll(views);
      if (!mixed && !views.isEmpty()) {
        add(Aspect.VIEW, BODY_PART, List.of(new Value(text, true, views)));
      } else if (mixed && !isSaid(Aspect.VIEW)) {
        add(Aspect.VIEW, BODY_PART, List.of(Value.unknown(text)));
      }
    }
  }

  private void freeTexts() {
    boolean partSaid = isSaid(Aspect.BODY_PART);
    boolean viewSaid = isSaid(Aspect.VIEW);
    freeText("Series Description (0008,103E)", Tag.SERIES_DESCRIPTION, partSaid, viewSaid);
    freeText("Protocol Name (0018,1030)", Tag.PROTOCOL_NAME, partSaid, viewSaid);
  }

  private void freeText(String place, int tag, boolean partSaid, boolean viewSaid) {
    for (String text : dataSet.texts(tag, charset)) {
      Meaning meaning = RadiographTerms.ofText(text);
      if (!partSaid && meaning.parts().stream().noneMatch(CHEST::contains)) {
        add(Aspect.BODY_PART, place, List.of(new Value(text, true, meaning.parts())));
      }
      if (!viewSaid && meaning.views().stream().noneMatch(FRONTAL::contains)) {
        add(Aspect.VIEW, place, List.of(new Value(text, true, meaning.views())));
      }
    }
  }

  private boolean isSaid(Aspect aspect) {
    return statements.stream()
        .anyMatch(statement -> statement.aspect() == aspect && statement.speaks());
  }

  private void codes(Aspect aspect, String place, List<DataSet> items) {
    for (DataSet item : items) {
      code(aspect, place, item);
    }
  }

  /** A code and its meaning in words, each of which must be right where both are known. */
  private void code(Aspect aspect, String place, DataSet item) {
    Optional<String> value = codeValue(item);
    Optional<Meaning> code = value.flatMap(RadiographTerms::ofCode);
    Optional<String> words = codeMeaning(item);
    Optional<Meaning> inWords =
        words.map(HeaderStatements::face).map(RadiographTerms::ofText).filter(Meaning::understood);
    String text = words.or(() -> value).orElse("");
    if (code.isPresent()) {
      add(aspect, place, List.of(value(aspect, value.orElseThrow(), code.get())));
    }
    if (inWords.isPresent()) {
      add(aspect, place, List.of(value(aspect, text, inWords.get())));
    } else if (code.isEmpty() && !text.isEmpty()) {
      add(aspect, place, List.of(Value.unknown(text)));
    }
  }

  private Optional<String> codeMeaning(DataSet item) {
    return item.texts(Tag.CODE_MEANING, charset).stream().findFirst();
  }

  private Optional<String> codeValue(DataSet item) {
    return item.texts(Tag.CODE_VALUE, charset).stream()
        .findFirst()
        .or(() -> item.texts(Tag.LONG_CODE_VALUE, charset).stream().findFirst());
  }

  private List<Value> texts(int tag, Function<String, Value> meaning) {
    return dataSet.texts(tag, charset).stream().map(meaning).toList();
  }

  private static Value value(Aspect aspect, String text, Meaning meaning) {
    return aspect == Aspect.VIEW ? view(text, meaning) : part(text, meaning);
  }

  /** Several parts in one value are a region of their own: chest and abdomen is no chest. */
  private static Value part(String text, Meaning meaning) {
    if (!meaning.understood() || meaning.parts().size() < 2 || CHEST.containsAll(meaning.parts())) {
      return new Value(text, meaning.understood(), meaning.parts());
    }
    return Value.of(text, String.join("+", new TreeSet<>(meaning.parts())));
  }

  /** One letter may be a side or a view. */
  private static Value view(String text, Meaning meaning) {
    if (RadiographTerms.plain(text).length() == 1) {
      return Value.unknown(text);
    }
    return new Value(text, meaning.understood(), meaning.views());
  }

  private void add(Aspect aspect, String place, List<Value> values) {
    if (!values.isEmpty()) {
      statements.add(new Statement(aspect, place, values));
    }
  }
}
