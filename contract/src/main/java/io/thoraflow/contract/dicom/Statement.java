package io.thoraflow.contract.dicom;

import java.util.List;
import java.util.Set;

/**
 * What one place of a DICOM header says of one aspect of the image. Several places may speak of the
 * same aspect, and each may contradict the others.
 *
 * @param aspect what it is about
 * @param place the attribute in words, such as {@code View Position (0018,5101)}
 * @param values as they stand there; an element without a value makes no statement
 */
public record Statement(Aspect aspect, String place, List<Value> values) {
  /** What a statement is about. */
  public enum Aspect {
    MODALITY("modality"),
    BODY_PART("body part"),
    VIEW("view position"),
    PRESENTATION("image");

    private final String words;

    Aspect(String words) {
      this.words = words;
    }

    /** In words, for messages. */
    public String words() {
      return words;
    }
  }

  /**
   * One value.
   *
   * @param text as it stands in the file: it may hold anything, a patient's name included
   * @param understood whether all of it is known
   * @param terms what it means, by DICOM's defined terms where there is one; empty where it is
   *     understood and says nothing of the aspect
   */
  public record Value(String text, boolean understood, Set<String> terms) {
    public Value {
      terms = Set.copyOf(terms);
    }

    static Value of(String text, String term) {
      return new Value(text, true, Set.of(term));
    }

    static Value unknown(String text) {
      return new Value(text, false, Set.of());
    }
  }

  public Statement {
    values = List.copyOf(values);
  }

  /** Whether it says anything, understood or not. */
  boolean speaks() {
    return values.stream().anyMatch(value -> !value.understood() || !value.terms().isEmpty());
  }
}
