package io.thoraflow.trainer.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A model's measures on a set of X-rays.
 *
 * @param xrays how many there are
 * @param patients how many patients they are of
 * @param metrics every {@link Metric}, with its interval
 * @param confusion at the threshold
 * @param roc false positive rate and sensitivity, from (0, 0) to (1, 1)
 * @param precisionRecall recall and precision
 * @param reliability of the probabilities
 */
public record Evaluation(
    int xrays,
    int patients,
    Map<Metric, Interval> metrics,
    Confusion confusion,
    List<CurvePoint> roc,
    List<CurvePoint> precisionRecall,
    List<ReliabilityBin> reliability) {

  /**
   * @param threshold an X-ray is PNEUMONIA when its probability is at least this
   * @throws IllegalArgumentException if a class is missing
   */
  public static Evaluation of(List<Prediction> predictions, double temperature, double threshold) {
    int[] labels = Columns.labels(predictions);
    int positives = Arrays.stream(labels).sum();
    if (positives == 0 || positives == labels.length) {
      throw new IllegalArgumentException(
          "both classes are needed, but %d of %d X-rays are PNEUMONIA"
              .formatted(positives, labels.length));
    }
    double[] probabilities = Columns.probabilities(predictions, temperature);
    Ranking ranking = new Ranking(Columns.logits(predictions), labels);
    int[] once = Columns.once(labels.length);
    return new Evaluation(
        labels.length,
        (int) predictions.stream().map(Prediction::patient).distinct().count(),
        new Measurement(ranking, probabilities, labels, threshold)
            .intervals(new PatientBootstrap(predictions), once),
        Confusion.at(threshold, probabilities, labels, once),
        roc(ranking.points(once)),
        precisionRecall(ranking.points(once)),
        Calibration.bins(probabilities, labels, once));
  }

  public Interval metric(Metric metric) {
    return metrics.get(metric);
  }

  private static List<CurvePoint> roc(List<Ranking.Point> points) {
    Ranking.Point all = points.get(points.size() - 1);
    return points.stream()
        .map(
            point ->
                new CurvePoint(
                    point.falsePositives() / all.falsePositives(),
                    point.truePositives() / all.truePositives()))
        .toList();
  }

  private static List<CurvePoint> precisionRecall(List<Ranking.Point> points) {
    double positives = points.get(points.size() - 1).truePositives();
    return points.stream()
        .skip(1)
        .map(
            point ->
                new CurvePoint(
                    point.truePositives() / positives,
                    point.truePositives() / (point.truePositives() + point.falsePositives())))
        .toList();
  }
}
