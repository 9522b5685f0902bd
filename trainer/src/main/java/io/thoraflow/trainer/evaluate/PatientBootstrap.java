package io.thoraflow.trainer.evaluate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Draws patients with replacement, all X-rays of a patient together: X-rays of one patient resemble
 * each other, so drawing them one by one would make intervals too narrow.
 */
final class PatientBootstrap {
  /** Enough for bounds that change by less than a tenth of their distance between seeds. */
  static final int DRAWS = 2_000;

  private static final long SEED = 20_240_229;

  private final List<int[]> patients;
  private final int xrays;

  PatientBootstrap(List<Prediction> predictions) {
    Map<String, List<Integer>> byPatient = new LinkedHashMap<>();
    for (int index = 0; index < predictions.size(); index++) {
      byPatient
          .computeIfAbsent(predictions.get(index).patient(), patient -> new ArrayList<>())
          .add(index);
    }
    this.patients =
        byPatient.values().stream()
            .map(indices -> indices.stream().mapToInt(Integer::intValue).toArray())
            .toList();
    this.xrays = predictions.size();
  }

  /**
   * @param statistic of the number of times that each X-ray was drawn; the same draws for every
   *     statistic, so that differences are paired
   */
  double[] draw(ToDoubleFunction<int[]> statistic) {
    SplittableRandom random = new SplittableRandom(SEED);
    double[] draws = new double[DRAWS];
    int[] weights = new int[xrays];
    for (int draw = 0; draw < DRAWS; draw++) {
      Arrays.fill(weights, 0);
      for (int chosen = 0; chosen < patients.size(); chosen++) {
        for (int index : patients.get(random.nextInt(patients.size()))) {
          weights[index]++;
        }
      }
      draws[draw] = statistic.applyAsDouble(weights);
    }
    return draws;
  }
}
