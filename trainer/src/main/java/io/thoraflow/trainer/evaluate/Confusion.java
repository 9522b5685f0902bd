package io.thoraflow.trainer.evaluate;

/** X-rays by label and by what a threshold makes of them; PNEUMONIA is positive. */
public record Confusion(
    int truePositives, int falsePositives, int trueNegatives, int falseNegatives) {

  static Confusion at(double threshold, double[] probabilities, int[] labels, int[] weights) {
    int[][] counts = new int[2][2];
    for (int index = 0; index < labels.length; index++) {
      counts[labels[index]][probabilities[index] >= threshold ? 1 : 0] += weights[index];
    }
    return new Confusion(counts[1][1], counts[0][1], counts[0][0], counts[1][0]);
  }

  /** NaN without any PNEUMONIA. */
  public double sensitivity() {
    return truePositives / (double) (truePositives + falseNegatives);
  }

  /** NaN without any NORMAL. */
  public double specificity() {
    return trueNegatives / (double) (trueNegatives + falsePositives);
  }

  public double accuracy() {
    return (truePositives + trueNegatives)
        / (double) (truePositives + falsePositives + trueNegatives + falseNegatives);
  }
}
