package io.thoraflow.trainer.fit;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Logistic regression: the mean loss of weighted examples plus half the squared weights times a
 * factor, minimised by {@link Lbfgs}. It is convex, so that nothing depends on a start or a seed.
 */
public final class LogisticRegression {
  private static final int BLOCK = 256;

  private final List<float[]> rows;
  private final int[] labels;
  private final double[] weights;
  private final double totalWeight;
  private final int features;

  /**
   * @param rows standardized features, one row for each example
   * @param labels 0 or 1
   * @param weights how much each example counts
   */
  public LogisticRegression(List<float[]> rows, int[] labels, double[] weights) {
    this.rows = rows;
    this.labels = labels;
    this.weights = weights;
    this.totalWeight = IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).sum();
    this.features = rows.get(0).length;
  }

  /**
   * @param decay factor of half the squared weights; the intercept is free
   * @param start coefficients to begin with, the intercept last
   * @return coefficients, the intercept last
   */
  public double[] fit(double decay, double[] start) {
    return Lbfgs.minimize(point -> objective(point, decay), start);
  }

  /** All zero. */
  public double[] start() {
    return new double[features + 1];
  }

  /** Logit of a row. */
  public static double logit(double[] coefficients, float[] row) {
    double sum = coefficients[row.length];
    for (int feature = 0; feature < row.length; feature++) {
      sum += coefficients[feature] * row[feature];
    }
    return sum;
  }

  /** Blocks are summed in their order, so that the number of cores changes no bit. */
  private Lbfgs.Value objective(double[] point, double decay) {
    int blocks = (rows.size() + BLOCK - 1) / BLOCK;
    List<Lbfgs.Value> parts =
        IntStream.range(0, blocks).parallel().mapToObj(block -> block(point, block)).toList();
    double[] gradient = new double[features + 1];
    double loss = 0;
    for (Lbfgs.Value part : parts) {
      loss += part.value();
      for (int index = 0; index <= features; index++) {
        gradient[index] += part.gradient()[index];
      }
    }
    for (int feature = 0; feature < features; feature++) {
      loss += decay / 2 * point[feature] * point[feature];
      gradient[feature] += decay * point[feature];
    }
    return new Lbfgs.Value(loss, gradient);
  }

  private Lbfgs.Value block(double[] point, int block) {
    double[] gradient = new double[features + 1];
    double loss = 0;
    int end = Math.min(rows.size(), (block + 1) * BLOCK);
    for (int example = block * BLOCK; example < end; example++) {
      float[] row = rows.get(example);
      double share = weights[example] / totalWeight;
      double logit = logit(point, row);
      double signed = labels[example] == 1 ? logit : -logit;
      loss += share * (Math.log1p(Math.exp(-Math.abs(signed))) + Math.max(0, -signed));
      double slope = share * (1 / (1 + Math.exp(-logit)) - labels[example]);
      for (int feature = 0; feature < features; feature++) {
        gradient[feature] += slope * row[feature];
      }
      gradient[features] += slope;
    }
    return new Lbfgs.Value(loss, gradient);
  }
}
