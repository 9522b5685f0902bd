package io.thoraflow.trainer.data;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What tells whose the X-rays of training and validation are.
 *
 * @param xrays how many, by what tells it
 * @param secrets under which those pseudonyms were made that lead to no Patient ID
 */
public record PatientNaming(Map<PatientSource, Integer> xrays, int secrets) {
  static PatientNaming of(Sides sides, PatientLinks links) {
    Map<PatientSource, Integer> xrays = new EnumMap<>(PatientSource.class);
    divided(sides).forEach(xray -> xrays.merge(xray.person().source(), 1, Integer::sum));
    long secrets =
        divided(sides)
            .filter(xray -> xray.person().source() == PatientSource.PSEUDONYM)
            .map(xray -> links.secret(xray.patient()))
            .flatMap(Optional::stream)
            .distinct()
            .count();
    return new PatientNaming(xrays, (int) secrets);
  }

  private static Stream<LabelledXray> divided(Sides sides) {
    return Stream.concat(sides.training().stream(), sides.validation().stream());
  }

  /** Sentences on who may be on both sides of the split, as nothing tells that two are one. */
  public List<String> doubts() {
    List<String> doubts = new ArrayList<>();
    Map<PatientSource, Integer> named = new EnumMap<>(xrays);
    Integer unknown = named.remove(PatientSource.UNKNOWN);
    if (unknown != null) {
      doubts.add(
          "Of %d X-rays the patient is unknown: each counts as a patient of its own."
              .formatted(unknown));
    }
    if (named.size() > 1) {
      doubts.add(
          "Patients are named in several ways (%s): who is named in two of them counts as two."
              .formatted(
                  named.entrySet().stream()
                      .map(
                          each ->
                              "%d X-rays by %s".formatted(each.getValue(), each.getKey().text()))
                      .collect(Collectors.joining(", "))));
    }
    if (secrets > 1) {
      doubts.add(
          "Pseudonyms were made under %d secrets: who has one under each counts as two."
              .formatted(secrets));
    }
    return doubts;
  }
}
