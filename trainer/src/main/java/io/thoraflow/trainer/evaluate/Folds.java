package io.thoraflow.trainer.evaluate;

import io.thoraflow.contract.identity.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Patients of the validation side in five parts, for cross-fitting: whatever is chosen on X-rays
 * (weight decay, temperature, threshold) is chosen without a part, and judged on that part alone.
 *
 * <p>All X-rays of a patient are in one part. Each part has its share of the patients of each
 * class. The same patients are divided in the same way in every run.
 */
public final class Folds {
  /** Each choice is made on four fifths, which is nearly what the published one is made on. */
  public static final int COUNT = 5;

  private final Map<String, Integer> byPatient;

  private Folds(Map<String, Integer> byPatient) {
    this.byPatient = byPatient;
  }

  /**
   * @param patients of each X-ray
   * @param labels of each X-ray: 0 NORMAL, 1 PNEUMONIA
   */
  public static Folds of(List<String> patients, List<Integer> labels) {
    Map<String, TreeSet<Integer>> classes = new HashMap<>();
    for (int xray = 0; xray < patients.size(); xray++) {
      classes.computeIfAbsent(patients.get(xray), added -> new TreeSet<>()).add(labels.get(xray));
    }
    Map<String, List<String>> strata = new TreeMap<>();
    classes.forEach(
        (patient, own) ->
            strata.computeIfAbsent(own.toString(), added -> new ArrayList<>()).add(patient));
    Map<String, Integer> byPatient = new HashMap<>();
    for (List<String> stratum : strata.values()) {
      stratum.sort(Comparator.comparing(Folds::hash));
      stratum.forEach(patient -> byPatient.put(patient, byPatient.size() % COUNT));
    }
    return new Folds(byPatient);
  }

  /** Of predictions. */
  public static Folds of(List<Prediction> predictions) {
    return of(
        predictions.stream().map(Prediction::patient).toList(),
        predictions.stream().map(Prediction::label).toList());
  }

  /** From 0 to {@value #COUNT} - 1. */
  public int of(String patient) {
    return byPatient.get(patient);
  }

  /** An order that has nothing to do with names. */
  private static String hash(String patient) {
    return Sha256.of(("thoraflow folds 1:" + patient).getBytes(StandardCharsets.UTF_8));
  }
}
