package io.thoraflow.contract.image;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The values of one DICOM code string that are let through.
 *
 * @param any whether everything is
 * @param absent whether files without a value are
 * @param values in upper case, as code strings are (DICOM PS3.5, section 6.2)
 */
public record AcceptedValues(boolean any, boolean absent, Set<String> values) {
  private static final String ANY = "ANY";
  private static final String ABSENT = "ABSENT";

  public AcceptedValues {
    values = Set.copyOf(values);
  }

  /**
   * Reads a list as a setting holds it.
   *
   * @param text values separated by commas; {@code ABSENT} stands for files without a value, {@code
   *     ANY} for everything: {@code CHEST,THORAX,ABSENT}
   */
  public static AcceptedValues parse(String text) {
    Set<String> values =
        Arrays.stream(text.split(","))
            .map(AcceptedValues::normalized)
            .filter(value -> !value.isEmpty())
            .collect(Collectors.toCollection(LinkedHashSet::new));
    boolean absent = values.remove(ABSENT);
    boolean any = values.remove(ANY);
    return new AcceptedValues(any, absent, values);
  }

  /** For people: {@code CHEST, LUNG, THORAX or absent}. */
  @Override
  public String toString() {
    if (any) {
      return "any";
    }
    String listed = String.join(", ", new TreeSet<>(values));
    return absent ? listed + " or absent" : listed;
  }

  private static String normalized(String value) {
    return value.strip().toUpperCase(Locale.ROOT);
  }
}
