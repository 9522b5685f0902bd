package io.thoraflow.trainer.report;

import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.report.TrainingReport.EvaluatedSet;
import io.thoraflow.trainer.report.TrainingReport.OperatingPoint;
import java.awt.Color;
import java.util.Arrays;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** How the probabilities of each class spread, with the threshold between them. */
final class ScoreHistogram {
  static final int BINS = 20;

  private ScoreHistogram() {}

  static XYChart chart(EvaluatedSet set, OperatingPoint point) {
    XYChart chart =
        ChartStyle.chart(
            "Scores, " + set.name(),
            "probability of PNEUMONIA",
            "X-rays (%)",
            LegendPosition.InsideN);
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0);
    chart.getStyler().setYAxisDecimalPattern("0");
    double[] normal = percents(set, 0, point.temperature());
    double[] pneumonia = percents(set, 1, point.temperature());
    addSteps(chart, "NORMAL", normal, ChartStyle.NORMAL);
    addSteps(chart, "PNEUMONIA", pneumonia, ChartStyle.PNEUMONIA);
    double top = Math.max(max(normal), max(pneumonia));
    ChartStyle.reference(
        chart,
        "threshold " + Numbers.precise(point.threshold()),
        new double[] {point.threshold(), point.threshold()},
        new double[] {0, top});
    return chart;
  }

  private static void addSteps(XYChart chart, String name, double[] percents, Color color) {
    XYSeries series = chart.addSeries(name, edges(), closed(percents));
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.StepArea);
    series.setLineColor(color);
    series.setFillColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 70));
    series.setMarker(SeriesMarkers.NONE);
  }

  /** Of the X-rays of one label, how many percent fall in each bin. */
  static double[] percents(EvaluatedSet set, int label, double temperature) {
    double[] percents = new double[BINS];
    long all = set.predictions().stream().filter(each -> each.label() == label).count();
    for (Prediction prediction : set.predictions()) {
      if (prediction.label() == label) {
        int bin = (int) (prediction.probability(temperature) * BINS);
        percents[Math.min(BINS - 1, bin)] += 100.0 / all;
      }
    }
    return percents;
  }

  private static double[] edges() {
    double[] edges = new double[BINS + 1];
    Arrays.setAll(edges, edge -> edge / (double) BINS);
    return edges;
  }

  /** A step lasts until the next point: the last needs an end. */
  private static double[] closed(double[] percents) {
    double[] closed = Arrays.copyOf(percents, BINS + 1);
    closed[BINS] = percents[BINS - 1];
    return closed;
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElse(0);
  }
}
