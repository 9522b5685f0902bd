package io.thoraflow.trainer.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * X-rays in the order of their scores, for measures that do not depend on a threshold. Sorted once;
 * each X-ray then counts with a weight, so that a bootstrap draw costs one pass.
 */
public final class Ranking {
  private final int[] order;
  private final boolean[] endsTie;
  private final int[] labels;

  /**
   * Highest score first.
   *
   * @param labels 0 NORMAL, 1 PNEUMONIA
   */
  public Ranking(double[] scores, int[] labels) {
    this.labels = labels;
    this.order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer index) -> scores[index]).reversed())
            .mapToInt(Integer::intValue)
            .toArray();
    this.endsTie = new boolean[scores.length];
    for (int place = 0; place < order.length; place++) {
      endsTie[place] =
          place == order.length - 1 || scores[order[place]] != scores[order[place + 1]];
    }
  }

  /**
   * A point that a threshold gives.
   *
   * @param truePositives PNEUMONIA at or above the threshold
   * @param falsePositives NORMAL at or above it
   */
  record Point(double truePositives, double falsePositives) {}

  /** From no X-ray to all, one point for each distinct score. */
  List<Point> points(int[] weights) {
    List<Point> points = new ArrayList<>(List.of(new Point(0, 0)));
    double positives = 0;
    double negatives = 0;
    for (int place = 0; place < order.length; place++) {
      int index = order[place];
      if (labels[index] == 1) {
        positives += weights[index];
      } else {
        negatives += weights[index];
      }
      if (endsTie[place]) {
        points.add(new Point(positives, negatives));
      }
    }
    return points;
  }

  /**
   * Area under the ROC curve by trapezoids, which lets ties count half (Hanley and McNeil 1982).
   *
   * @return NaN where a class is missing
   */
  double auroc(int[] weights) {
    List<Point> points = points(weights);
    double area = 0;
    for (int i = 1; i < points.size(); i++) {
      Point held = points.get(i - 1);
      Point point = points.get(i);
      area +=
          (point.falsePositives() - held.falsePositives())
              * (point.truePositives() + held.truePositives())
              / 2;
    }
    Point all = points.get(points.size() - 1);
    return area / (all.truePositives() * all.falsePositives());
  }

  /** The same with every X-ray counted once. */
  public double auroc() {
    return auroc(Columns.once(labels.length));
  }

  /** Average precision: the precision at each score, weighted by what it adds to the recall. */
  double averagePrecision(int[] weights) {
    List<Point> points = points(weights);
    double total = points.get(points.size() - 1).truePositives();
    double sum = 0;
    for (int i = 1; i < points.size(); i++) {
      Point point = points.get(i);
      double found = point.truePositives() - points.get(i - 1).truePositives();
      if (found > 0) {
        sum += found * point.truePositives() / (point.truePositives() + point.falsePositives());
      }
    }
    return sum / total;
  }
}
