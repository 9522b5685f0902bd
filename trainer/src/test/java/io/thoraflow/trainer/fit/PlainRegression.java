package io.thoraflow.trainer.fit;

import io.thoraflow.trainer.graph.Standardization;
import java.util.Arrays;
import java.util.List;

/**
 * Softmax regression on standardised log1p features by Adam, in plain Java and double precision.
 */
final class PlainRegression {
  private static final int CLASSES = 2;

  private final double[][] rows;
  private final List<Integer> labels;
  private final AdamSettings settings;
  private final double decay;
  private final int inputs;

  /** Kernel {@code [inputs, 2]} and behind it the bias {@code [2]}. */
  private final double[] weights;

  private final double[] first;
  private final double[] second;
  private int steps;

  PlainRegression(
      List<float[]> features, List<Integer> labels, AdamSettings settings, double decay) {
    this.labels = labels;
    this.settings = settings;
    this.decay = decay;
    this.inputs = features.get(0).length;
    this.rows = standardized(features);
    this.weights = new double[(inputs + 1) * CLASSES];
    this.first = new double[weights.length];
    this.second = new double[weights.length];
  }

  double[] kernel() {
    return Arrays.copyOf(weights, inputs * CLASSES);
  }

  /** Makes one update; returns the loss before it. */
  double step() {
    double[] gradient = new double[weights.length];
    double loss = 0;
    for (int row = 0; row < rows.length; row++) {
      loss += addGradient(rows[row], labels.get(row), gradient);
    }
    loss /= rows.length;
    for (int index = 0; index < inputs * CLASSES; index++) {
      loss += decay * weights[index] * weights[index] / 2;
      gradient[index] += decay * weights[index];
    }
    update(gradient);
    return loss;
  }

  private double addGradient(double[] row, int label, double[] gradient) {
    double[] logits = new double[CLASSES];
    for (int category = 0; category < CLASSES; category++) {
      logits[category] = weights[inputs * CLASSES + category];
      for (int input = 0; input < inputs; input++) {
        logits[category] += row[input] * weights[input * CLASSES + category];
      }
    }
    double total = Math.exp(logits[0]) + Math.exp(logits[1]);
    for (int category = 0; category < CLASSES; category++) {
      double error = Math.exp(logits[category]) / total - (category == label ? 1 : 0);
      for (int input = 0; input < inputs; input++) {
        gradient[input * CLASSES + category] += error * row[input] / rows.length;
      }
      gradient[inputs * CLASSES + category] += error / rows.length;
    }
    return Math.log(total) - logits[label];
  }

  private void update(double[] gradient) {
    steps++;
    double rate =
        settings.learningRate()
            * Math.sqrt(1 - Math.pow(settings.beta2(), steps))
            / (1 - Math.pow(settings.beta1(), steps));
    for (int index = 0; index < weights.length; index++) {
      first[index] += (1 - settings.beta1()) * (gradient[index] - first[index]);
      second[index] += (1 - settings.beta2()) * (gradient[index] * gradient[index] - second[index]);
      weights[index] -= rate * first[index] / (Math.sqrt(second[index]) + settings.epsilon());
    }
  }

  private static double[][] standardized(List<float[]> features) {
    Standardization standardization = Standardization.ofLog1p(features);
    float[] centre = standardization.centre().toArray();
    float[] spread = standardization.spread().toArray();
    double[][] rows = new double[features.size()][centre.length];
    for (int row = 0; row < rows.length; row++) {
      for (int input = 0; input < centre.length; input++) {
        rows[row][input] = (Math.log1p(features.get(row)[input]) - centre[input]) / spread[input];
      }
    }
    return rows;
  }
}
