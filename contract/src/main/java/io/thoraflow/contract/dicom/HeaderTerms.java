package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.Statement.Aspect;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Chooses the term by which an X-ray's row tells what a header says. */
final class HeaderTerms {
  /** SOP class, orientation and free texts are judged, but tell no term. */
  private static final Set<String> PLACES =
      Set.of(
          ImagePurpose.MODALITY,
          HeaderStatements.BODY_PART,
          HeaderStatements.REGION,
          HeaderStatements.VIEW,
          HeaderStatements.VIEW_CODE);

  private HeaderTerms() {}

  /**
   * The first defined term of an aspect: as it stands in the file, else what the value there means.
   * Nothing that is not on DICOM's own lists is ever given.
   */
  static Optional<String> first(List<Statement> statements, Aspect aspect) {
    return statements.stream()
        .filter(statement -> statement.aspect() == aspect && PLACES.contains(statement.place()))
        .flatMap(statement -> statement.values().stream())
        .flatMap(HeaderTerms::terms)
        .findFirst();
  }

  private static Stream<String> terms(Statement.Value value) {
    String text = value.text().toUpperCase(Locale.ROOT);
    if (!value.understood() || value.terms().isEmpty()) {
      return Stream.empty();
    }
    return DefinedTerms.contains(text)
        ? Stream.of(text)
        : value.terms().stream().sorted().filter(DefinedTerms::contains);
  }
}
