package io.thoraflow.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;

/** How far probabilities can be taken at their word. */
final class Calibration {
  /** Guo et al. 2017 use 15; ten leave some X-rays in each bin of a few hundred. */
  private static final int BINS = 10;

  /** Keeps the logarithm finite. */
  private static final double EPSILON = 1e-12;

  private Calibration() {}

  /** Ten bins of equal width; empty ones are left out. */
  static List<ReliabilityBin> bins(double[] probabilities, int[] labels, int[] weights) {
    double[] predicted = new double[BINS];
    double[] observed = new double[BINS];
    int[] counts = new int[BINS];
    for (int index = 0; index < labels.length; index++) {
      int bin = Math.min(BINS - 1, (int) (probabilities[index] * BINS));
      counts[bin] += weights[index];
      predicted[bin] += weights[index] * probabilities[index];
      observed[bin] += weights[index] * labels[index];
    }
    List<ReliabilityBin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      if (counts[bin] > 0) {
        bins.add(
            new ReliabilityBin(
                counts[bin], predicted[bin] / counts[bin], observed[bin] / counts[bin]));
      }
    }
    return bins;
  }

  /** Expected calibration error: the bins' mean difference, weighted by their X-rays. */
  static double error(double[] probabilities, int[] labels, int[] weights) {
    double sum = 0;
    double total = 0;
    for (ReliabilityBin bin : bins(probabilities, labels, weights)) {
      sum += bin.count() * Math.abs(bin.predicted() - bin.observed());
      total += bin.count();
    }
    return sum / total;
  }

  /** Mean squared difference of probability and label. */
  static double brier(double[] probabilities, int[] labels, int[] weights) {
    double sum = 0;
    double total = 0;
    for (int index = 0; index < labels.length; index++) {
      double difference = probabilities[index] - labels[index];
      sum += weights[index] * difference * difference;
      total += weights[index];
    }
    return sum / total;
  }

  /** Mean negative logarithm of the probability of the right class. */
  static double logLoss(double[] probabilities, int[] labels, int[] weights) {
    double sum = 0;
    double total = 0;
    for (int index = 0; index < labels.length; index++) {
      double right = labels[index] == 1 ? probabilities[index] : 1 - probabilities[index];
      sum -= weights[index] * Math.log(Math.max(EPSILON, right));
      total += weights[index];
    }
    return sum / total;
  }
}
