package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.Statement.Aspect;
import io.thoraflow.contract.dicom.Statement.Value;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The view that Patient Orientation tells (DICOM PS3.3 C.7.6.1.1.1): where an image's rows and
 * columns lead. A frontal image shows left and right, head and feet; one that shows front or back
 * is none.
 */
final class PatientOrientation {
  private static final String PLACE = "Patient Orientation (0020,0020)";
  private static final Pattern DIRECTION = Pattern.compile("[LRAPHF]{1,3}");
  private static final int AXES = 2;

  private PatientOrientation() {}

  static Optional<Statement> statement(DataSet dataSet) {
    List<String> directions =
        dataSet.texts(Tag.PATIENT_ORIENTATION, Optional.empty()).stream()
            .map(direction -> direction.toUpperCase(Locale.ROOT))
            .toList();
    if (directions.isEmpty()) {
      return Optional.empty();
    }
    String text = String.join("\\", directions);
    return Optional.of(new Statement(Aspect.VIEW, PLACE, List.of(value(text, directions))));
  }

  /** The first letter of a direction is its main one. */
  private static Value value(String text, List<String> directions) {
    boolean known =
        directions.size() <= AXES
            && directions.stream().allMatch(direction -> DIRECTION.matcher(direction).matches());
    if (!known) {
      return Value.unknown(text);
    }
    boolean showsDepth =
        directions.stream().anyMatch(direction -> "AP".indexOf(direction.charAt(0)) >= 0);
    return Value.of(text, showsDepth ? "LATERAL" : "FRONTAL");
  }
}
