package io.thoraflow.trainer.evaluate;

/** How well a score tells two sets apart. */
public final class Separation {
  private Separation() {}

  /** How often a score of the first set is above one of the second; ties count half. */
  public static double auroc(float[] higher, float[] lower) {
    double[] scores = new double[higher.length + lower.length];
    int[] labels = new int[scores.length];
    for (int index = 0; index < scores.length; index++) {
      boolean first = index < higher.length;
      scores[index] = first ? higher[index] : lower[index - higher.length];
      labels[index] = first ? 1 : 0;
    }
    return new Ranking(scores, labels).auroc();
  }
}
