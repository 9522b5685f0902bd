package io.thoraflow.trainer.recipe;

import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.fit.LogisticRegression;
import io.thoraflow.trainer.graph.Standardization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Standardized features of X-rays and of their distorted copies, in memory. */
final class Examples {
  private final List<float[]> rows;
  private final int[] labels;

  private Examples(List<float[]> rows, int[] labels) {
    this.rows = rows;
    this.labels = labels;
  }

  static Examples of(
      FeatureSource source,
      List<ModelInput> inputs,
      List<Integer> variants,
      Standardization standardization) {
    List<float[]> rows = new ArrayList<>();
    int[] labels = new int[inputs.size() * variants.size()];
    for (int variant : variants) {
      for (ModelInput input : inputs) {
        labels[rows.size()] = input.label();
        rows.add(standardization.ofLog1p(source.read(input.sha256(), variant)));
      }
    }
    return new Examples(rows, labels);
  }

  List<float[]> rows() {
    return rows;
  }

  int[] labels() {
    return labels;
  }

  /** Weights that let both classes count alike. */
  double[] balance() {
    double positives = Arrays.stream(labels).sum();
    double negatives = labels.length - positives;
    return Arrays.stream(labels)
        .mapToDouble(label -> labels.length / (2 * (label == 1 ? positives : negatives)))
        .toArray();
  }

  Predictions predictions(double[] coefficients) {
    return new Predictions(
        rows.stream().map(row -> LogisticRegression.logit(coefficients, row)).toList(),
        Arrays.stream(labels).boxed().toList());
  }
}
