package io.thoraflow.trainer.recipe;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a head says of images whose labels are known.
 *
 * @param probabilities of PNEUMONIA
 * @param labels 0 NORMAL, 1 PNEUMONIA
 */
record Predictions(List<Double> probabilities, List<Integer> labels) {
  /** Keras's {@code epsilon}, which keeps the logarithm finite. */
  private static final double EPSILON = 1e-7;

  /** A difference that float32 can make between images that a head does not tell apart. */
  private static final double SAME = 1e-6;

  /** Categorical cross-entropy, as Keras computes it from probabilities. */
  double loss() {
    double sum = 0;
    for (int image = 0; image < labels.size(); image++) {
      double positive = probabilities.get(image);
      double right = labels.get(image) == 1 ? positive : 1 - positive;
      sum -= Math.log(Math.min(1 - EPSILON, Math.max(EPSILON, right)));
    }
    return sum / labels.size();
  }

  /** Whether all images look the same to the head: it is dead. */
  boolean areConstant() {
    double least = probabilities.stream().mapToDouble(Double::doubleValue).min().orElse(0);
    double most = probabilities.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    return most - least < SAME;
  }

  /**
   * Area under the ROC curve: how often an image of PNEUMONIA has a higher probability than one of
   * NORMAL, ties counting half; by the sum of ranks (Mann and Whitney).
   */
  double auroc() {
    List<Integer> order =
        IntStream.range(0, labels.size())
            .boxed()
            .sorted(Comparator.comparing(probabilities::get))
            .toList();
    double rankSum = 0;
    for (int start = 0; start < order.size(); ) {
      int end = start + 1;
      while (end < order.size()
          && probabilities.get(order.get(end)).equals(probabilities.get(order.get(start)))) {
        end++;
      }
      double rank = (start + 1 + end) / 2.0;
      for (int position = start; position < end; position++) {
        rankSum += labels.get(order.get(position)) * rank;
      }
      start = end;
    }
    double positives = labels.stream().mapToInt(Integer::intValue).sum();
    double negatives = labels.size() - positives;
    return (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
  }
}
