package io.thoraflow.trainer.report;

import io.thoraflow.trainer.report.TrainingReport.Familiarity;
import io.thoraflow.trainer.report.TrainingReport.Unlike;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Which share of each set scores lower, score by score. */
final class FamiliarityChart {
  /** The share of validation X-rays that score lower than what counts as unfamiliar. */
  static final double LOW = 0.05;

  /** How far the chart goes on below the validation side, in widths of it. */
  private static final double WIDTHS_BELOW = 2;

  private FamiliarityChart() {}

  static XYChart chart(Familiarity familiarity) {
    List<Double> known = familiarity.validation();
    double most = known.get(known.size() - 1);
    double least = known.get(0);
    double from = least - WIDTHS_BELOW * (most - least);
    XYChart chart =
        ChartStyle.chart(
            "Familiarity", "score", "share that scores lower", LegendPosition.OutsideS);
    chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
    chart.getStyler().setXAxisMin(from).setXAxisMax(most);
    double low = quantile(known, LOW);
    ChartStyle.reference(
        chart, "a twentieth of validation below", new double[] {low, low}, new double[] {0, 1});
    add(chart, 0, "validation", known, from, most);
    int place = 1;
    for (Unlike other : familiarity.others()) {
      if (!other.scores().isEmpty()) {
        String name = "%s (AUROC %s)".formatted(other.name(), Numbers.figure(other.auroc()));
        add(chart, place, name, other.scores(), from, most);
      }
      place++;
    }
    return chart;
  }

  /** A staircase: it rises at each score. */
  private static void add(
      XYChart chart, int place, String name, List<Double> scores, double from, double to) {
    int count = scores.size();
    double[] x = new double[2 * count + 2];
    double[] y = new double[2 * count + 2];
    x[0] = from;
    for (int i = 0; i < count; i++) {
      double score = Math.min(to, Math.max(from, scores.get(i)));
      x[2 * i + 1] = score;
      y[2 * i + 1] = i / (double) count;
      x[2 * i + 2] = score;
      y[2 * i + 2] = (i + 1) / (double) count;
    }
    x[2 * count + 1] = to;
    y[2 * count + 1] = 1;
    ChartStyle.line(chart, place, name, x, y);
  }

  /**
   * @param ascending scores
   * @return NaN where there are none
   */
  static double quantile(List<Double> ascending, double share) {
    return ascending.isEmpty()
        ? Double.NaN
        : ascending.get((int) Math.min(ascending.size() - 1, share * ascending.size()));
  }

  /**
   * @return NaN where there are no scores
   */
  static double shareBelow(List<Double> scores, double score) {
    return scores.stream().filter(each -> each < score).count() / (double) scores.size();
  }
}
