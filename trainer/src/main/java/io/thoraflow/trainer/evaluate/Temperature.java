package io.thoraflow.trainer.evaluate;

import java.util.List;

/**
 * Temperature scaling: one number that divides all logits, so that probabilities fit what is
 * observed; the ranking stays.
 *
 * <p>A validation side that a model separates without a mistake is read the better the more certain
 * the model seems, without end. Labels therefore do not count as certain: n X-rays of a class that
 * all look alike show, by Laplace's rule of succession, that the next one is of that class with
 * probability (n + 1) / (n + 2), and no more. These are Platt's targets; with many X-rays they
 * become the labels.
 *
 * @see <a href="https://arxiv.org/abs/1706.04599">Guo et al. 2017, On Calibration of Modern Neural
 *     Networks</a>
 * @see <a
 *     href="https://www.cs.colorado.edu/~mozer/Teaching/syllabi/6622/papers/Platt1999.pdf">Platt
 *     1999, Probabilistic Outputs for Support Vector Machines, section 2.1</a>
 */
public final class Temperature {
  /** Beyond these a model is not badly calibrated but broken. */
  private static final double LOWEST = 0.05;

  private static final double HIGHEST = 20;
  private static final int STEPS = 60;
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  private Temperature() {}

  /**
   * Minimises the log loss, which has one minimum, by golden-section search over the logarithm.
   *
   * @param predictions of the validation side
   */
  public static double fit(List<Prediction> predictions) {
    Targets targets = Targets.of(predictions);
    double low = Math.log(LOWEST);
    double high = Math.log(HIGHEST);
    for (int step = 0; step < STEPS; step++) {
      double left = high - GOLDEN * (high - low);
      double right = low + GOLDEN * (high - low);
      if (targets.loss(predictions, Math.exp(left)) <= targets.loss(predictions, Math.exp(right))) {
        high = right;
      } else {
        low = left;
      }
    }
    return Math.exp((low + high) / 2);
  }

  /** Why that temperature, for people. */
  public static String reason(List<Prediction> predictions) {
    int pneumonias = (int) predictions.stream().filter(each -> each.label() == 1).count();
    int normals = predictions.size() - pneumonias;
    return "lowest log loss on the validation side, whose labels count as %d/%d and %d/%d certain: so much can %d and %d X-rays show (Platt 1999)"
        .formatted(pneumonias + 1, pneumonias + 2, normals + 1, normals + 2, pneumonias, normals);
  }

  /**
   * What the probability of PNEUMONIA should be.
   *
   * @param normal for X-rays that are NORMAL
   * @param pneumonia for the others
   */
  private record Targets(double normal, double pneumonia) {
    static Targets of(List<Prediction> predictions) {
      double pneumonias = predictions.stream().mapToInt(Prediction::label).sum();
      double normals = predictions.size() - pneumonias;
      return new Targets(1 / (normals + 2), (pneumonias + 1) / (pneumonias + 2));
    }

    double loss(List<Prediction> predictions, double temperature) {
      return predictions.stream().mapToDouble(each -> loss(each, temperature)).sum();
    }

    /** Cross-entropy, in a form that large logits do not overflow. */
    private double loss(Prediction prediction, double temperature) {
      double logit = prediction.logit() / temperature;
      double target = prediction.label() == 1 ? pneumonia : normal;
      return Math.max(logit, 0) + Math.log1p(Math.exp(-Math.abs(logit))) - target * logit;
    }
  }
}
