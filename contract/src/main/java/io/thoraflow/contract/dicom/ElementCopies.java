package io.thoraflow.contract.dicom;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Copies single elements: each value is read as the number or the defined term that it must be, and
 * written anew, so that no text passes which stands where it does not belong.
 */
final class ElementCopies {
  private static final int LONGEST_DECIMAL = 32;
  private static final int MOST_VALUES = 8;

  private final DataSet from;
  private final DicomWriter to;
  private final List<Statement> statements;

  ElementCopies(DataSet from, DicomWriter to) {
    this.from = from;
    this.to = to;
    this.statements = HeaderStatements.of(from);
  }

  /** CS, SH or LO: the first values, as far as they are such terms. */
  void terms(int tag, String vr, int most, Set<String> terms) {
    List<String> kept = new ArrayList<>();
    for (String value : values(tag)) {
      String term = value.toUpperCase(Locale.ROOT);
      if (kept.size() == most || !terms.contains(term)) {
        break;
      }
      kept.add(term);
    }
    write(tag, vr, kept);
  }

  /** CS: the one of {@link DefinedTerms} that the header names, wherever and however it does. */
  void definedTerm(int tag, Statement.Aspect aspect) {
    HeaderTerms.first(statements, aspect).ifPresent(term -> to.text(tag, "CS", term));
  }

  /** DS or IS: the first values, as far as they are numbers. */
  void decimals(int tag, String vr) {
    List<String> kept = new ArrayList<>();
    for (String value : values(tag)) {
      Optional<String> decimal = decimal(value);
      if (kept.size() == MOST_VALUES || decimal.isEmpty()) {
        break;
      }
      kept.add(decimal.get());
    }
    write(tag, vr, kept);
  }

  /** As {@link DataSet#decimal} reads it, which takes more forms than the standard allows. */
  private static Optional<String> decimal(String text) {
    return DecimalText.of(text)
        .map(
            decimal ->
                decimal.repaired() || text.length() > LONGEST_DECIMAL
                    ? Double.toString(decimal.value())
                    : text);
  }

  /** US or SS: the first value, as signed or unsigned as it was. */
  void word(int tag) {
    from.element(tag)
        .filter(element -> element.length() >= 2)
        .ifPresent(element -> to.words(tag, wordVr(element), from.word(element, 0)));
  }

  /** UN leaves open what was open. */
  static String wordVr(Element element) {
    return element.vr().equals("US") || element.vr().equals("SS") ? element.vr() : "UN";
  }

  private List<String> values(int tag) {
    return from.text(tag, StandardCharsets.ISO_8859_1).stream()
        .flatMap(text -> Pattern.compile("\\\\").splitAsStream(text))
        .map(String::strip)
        .toList();
  }

  private void write(int tag, String vr, List<String> values) {
    if (!values.isEmpty()) {
      to.text(tag, vr, String.join("\\", values));
    }
  }
}
