package io.thoraflow.trainer.report;

import io.thoraflow.trainer.evaluate.Confusion;
import io.thoraflow.trainer.evaluate.CurvePoint;
import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.Metric;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Curves of several evaluations in one chart each, by name. */
final class CurveCharts {
  /** The share of fewer X-rays is mostly chance. */
  static final int LEAST = 5;

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
            LegendPosition.OutsideS);
    ChartStyle.shares(chart);
    ChartStyle.reference(chart, "perfectly calibrated", ENDS, ENDS);
    int place = 0;
    for (Map.Entry<String, Evaluation> entry : evaluations.entrySet()) {
      List<CurvePoint> points = points(entry.getValue());
      if (!points.isEmpty()) {
        addCurve(chart, place, label(entry, Metric.CALIBRATION_ERROR), points)
            .setMarker(SeriesMarkers.CIRCLE)
            .setMarkerColor(ChartStyle.color(place));
      }
      place++;
    }
    return chart;
  }

  private static List<CurvePoint> points(Evaluation evaluation) {
    return evaluation.reliability().stream()
        .filter(bin -> bin.count() >= LEAST)
        .map(bin -> new CurvePoint(bin.predicted(), bin.observed()))
        .toList();
  }

  private static String label(Map.Entry<String, Evaluation> entry, Metric metric) {
    return "%s (%s %s)"
        .formatted(
            entry.getKey(),
            MetricWords.abbreviation(metric),
            Numbers.figure(entry.getValue().metric(metric).value()));
  }

  private static XYSeries addCurve(XYChart chart, int place, String name, List<CurvePoint> points) {
    return ChartStyle.line(
        chart,
        place,
        name,
        points.stream().mapToDouble(CurvePoint::x).toArray(),
        points.stream().mapToDouble(CurvePoint::y).toArray());
  }
}
