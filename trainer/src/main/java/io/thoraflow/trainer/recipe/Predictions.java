package io.thoraflow.trainer.recipe;

import io.thoraflow.trainer.evaluate.Ranking;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a head says of images whose labels are known.
 *
 * @param margins logit of PNEUMONIA minus that of NORMAL
 * @param labels 0 NORMAL, 1 PNEUMONIA
 */
record Predictions(List<Double> margins, List<Integer> labels) {
  /** Keras's {@code epsilon}, which keeps the logarithm finite. */
  private static final double EPSILON = 1e-7;

  /** Far below any difference between images that a living head tells apart. */
  private static final double SAME = 1e-6;

  /**
   * Those of all parts but one.
   *
   * @param folds the part of each image
   */
  Predictions without(int fold, int[] folds) {
    int[] others = IntStream.range(0, folds.length).filter(image -> folds[image] != fold).toArray();
    return new Predictions(
        IntStream.of(others).mapToObj(margins::get).toList(),
        IntStream.of(others).mapToObj(labels::get).toList());
  }

  /** Categorical cross-entropy, as Keras computes it from probabilities. */
  double loss() {
    double sum = 0;
    for (int image = 0; image < labels.size(); image++) {
      double margin = labels.get(image) == 1 ? margins.get(image) : -margins.get(image);
      double right = 1 / (1 + Math.exp(-margin));
      sum -= Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, right)));
    }
    return sum / labels.size();
  }

  /** Whether all images look the same to the head, or are no numbers to it: it is dead. */
  boolean areConstant() {
    double least = margins.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double most = margins.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return !(most - least >= SAME);
  }

  double auroc() {
    return new Ranking(
            margins.stream().mapToDouble(Double::doubleValue).toArray(),
            labels.stream().mapToInt(Integer::intValue).toArray())
        .auroc();
  }
}
