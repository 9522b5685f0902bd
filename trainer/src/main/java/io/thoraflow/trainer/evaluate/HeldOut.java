package io.thoraflow.trainer.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * X-rays that models are judged on, and whose they are. A patient counts once in each class,
 * however many X-rays there are: X-rays of one patient resemble each other.
 */
final class HeldOut {
  private final int[] labels;
  private final int[] patients;
  private final int[] folds;
  private final double[] shares;
  private final int[] ofClass = new int[2];
  private final Collection<List<Integer>> strata;
  private final int count;

  HeldOut(List<Prediction> xrays, Folds folded) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    Map<Integer, int[]> xraysOf = new HashMap<>();
    labels = Columns.labels(xrays);
    patients = new int[labels.length];
    folds = new int[labels.length];
    for (int xray = 0; xray < labels.length; xray++) {
      String patient = xrays.get(xray).patient();
      patients[xray] = numbers.computeIfAbsent(patient, added -> numbers.size());
      folds[xray] = folded.of(patient);
      xraysOf.computeIfAbsent(patients[xray], added -> new int[2])[labels[xray]]++;
    }
    count = numbers.size();
    shares = new double[labels.length];
    for (int xray = 0; xray < labels.length; xray++) {
      shares[xray] = 1.0 / xraysOf.get(patients[xray])[labels[xray]];
    }
    Map<String, List<Integer>> byClasses = new TreeMap<>();
    for (int patient = 0; patient < count; patient++) {
      int[] own = xraysOf.get(patient);
      ofClass[0] += own[0] > 0 ? 1 : 0;
      ofClass[1] += own[1] > 0 ? 1 : 0;
      byClasses
          .computeIfAbsent((own[0] > 0) + " " + (own[1] > 0), added -> new ArrayList<>())
          .add(patient);
    }
    strata = byClasses.values();
  }

  int label(int xray) {
    return labels[xray];
  }

  int fold(int xray) {
    return folds[xray];
  }

  int patient(int xray) {
    return patients[xray];
  }

  /** What the X-ray counts among those of its class: all of a patient together count 1. */
  double share(int xray) {
    return shares[xray];
  }

  /** How many patients have an X-ray of the class. */
  int patientsOf(int label) {
    return ofClass[label];
  }

  /** Every patient once. */
  int[] once() {
    int[] counts = new int[count];
    Arrays.fill(counts, 1);
    return counts;
  }

  /** Draws as many patients of each kind as there are, with replacement. */
  int[] draw(SplittableRandom random) {
    int[] counts = new int[count];
    for (List<Integer> stratum : strata) {
      for (int drawn = 0; drawn < stratum.size(); drawn++) {
        counts[stratum.get(random.nextInt(stratum.size()))]++;
      }
    }
    return counts;
  }
}
