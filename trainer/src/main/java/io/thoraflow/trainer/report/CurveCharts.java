package io.thoraflow.trainer.report;

import io.thoraflow.trainer.evaluate.Confusion;
import io.thoraflow.trainer.evaluate.CurvePoint;
import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.Metric;
import io.thoraflow.trainer.evaluate.ReliabilityBin;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves of several evaluations in one chart each, by name. */
final class CurveCharts {
  private static final double[] ENDS = {0, 1};

  private CurveCharts() {}

  /** The dots are the decisions at the threshold. */
  static XYChart roc(Map<String, Evaluation> evaluations) {
    XYChart chart =
        ChartStyle.chart("ROC", "1 \u2212 specificity", "sensitivity", LegendPosition.InsideSE);
    ChartStyle.shares(chart);
    ChartStyle.reference(chart, "chance", ENDS, ENDS);
    int place = 0;
    for (Map.Entry<String, Evaluation> entry : evaluations.entrySet()) {
      Evaluation evaluation = entry.getValue();
      addCurve(chart, place, label(entry, Metric.AUROC), evaluation.roc());
      Confusion confusion = evaluation.confusion();
      ChartStyle.point(
          chart,
          place,
          entry.getKey() + " at its threshold",
          1 - confusion.specificity(),
          confusion.sensitivity());
      place++;
    }
    return chart;
  }

  static XYChart precisionRecall(Map<String, Evaluation> evaluations) {
    XYChart chart =
        ChartStyle.chart(
            "Precision and recall", "recall (sensitivity)", "precision", LegendPosition.InsideSW);
    ChartStyle.shares(chart);
    int place = 0;
    for (Map.Entry<String, Evaluation> entry : evaluations.entrySet()) {
      addCurve(
          chart,
          place++,
          label(entry, Metric.AVERAGE_PRECISION),
          entry.getValue().precisionRecall());
    }
    return chart;
  }

  static XYChart reliability(Map<String, Evaluation> evaluations) {
    XYChart chart =
        ChartStyle.chart(
            "Reliability",
            "predicted probability of PNEUMONIA",
            "observed share of PNEUMONIA",
            LegendPosition.InsideNW);
    ChartStyle.shares(chart);
    ChartStyle.reference(chart, "perfectly calibrated", ENDS, ENDS);
    int place = 0;
    for (Map.Entry<String, Evaluation> entry : evaluations.entrySet()) {
      List<CurvePoint> points =
          entry.getValue().reliability().stream().map(CurveCharts::point).toList();
      addCurve(chart, place, label(entry, Metric.CALIBRATION_ERROR), points);
      chart
          .getSeriesMap()
          .get(label(entry, Metric.CALIBRATION_ERROR))
          .setMarker(SeriesMarkers.CIRCLE)
          .setMarkerColor(ChartStyle.color(place++));
    }
    return chart;
  }

  private static CurvePoint point(ReliabilityBin bin) {
    return new CurvePoint(bin.predicted(), bin.observed());
  }

  private static String label(Map.Entry<String, Evaluation> entry, Metric metric) {
    return "%s (%s %s)"
        .formatted(
            entry.getKey(),
            MetricWords.abbreviation(metric),
            Numbers.figure(entry.getValue().metric(metric).value()));
  }

  private static void addCurve(XYChart chart, int place, String name, List<CurvePoint> points) {
    ChartStyle.line(
        chart,
        place,
        name,
        points.stream().mapToDouble(CurvePoint::x).toArray(),
        points.stream().mapToDouble(CurvePoint::y).toArray());
  }
}
