package io.thoraflow.trainer.report;

import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.report.TrainingReport.EvaluatedSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** How well the model tells the classes apart, and whether its probabilities mean what they say. */
final class CurvesSection {
  private CurvesSection() {}

  static Markup markup(TrainingReport report) {
    Map<String, Evaluation> evaluations = new LinkedHashMap<>();
    report.sets().forEach(set -> evaluations.put(set.name(), set.evaluation()));
    return Section.of(
        "Curves",
        Section.grid(
            "charts",
            chart(
                Svg.of("roc", "ROC curves", () -> CurveCharts.roc(evaluations)),
                "Every threshold at once; the dots are the decisions at the chosen one."),
            chart(
                Svg.of(
                    "precision-recall",
                    "Precision-recall curves",
                    () -> CurveCharts.precisionRecall(evaluations)),
                "Of those called PNEUMONIA, how many are. Depends on how frequent it is in the set."),
            chart(
                Svg.of(
                    "reliability",
                    "Reliability diagram",
                    () -> CurveCharts.reliability(evaluations)),
                "X-rays in ten bins of their probability. On the diagonal, 0.8 means 80 of 100. Bins of"
                    + " fewer than %d X-rays are not drawn, but count in the ECE."
                        .formatted(CurveCharts.LEAST)),
            histograms(report)));
  }

  private static Markup histograms(TrainingReport report) {
    return Markup.all(
        IntStream.range(0, report.sets().size())
            .mapToObj(
                place -> {
                  EvaluatedSet set = report.sets().get(place);
                  return chart(
                      Svg.of(
                          "scores-" + place,
                          "Score histogram, " + set.name(),
                          () -> ScoreHistogram.chart(set, report.operatingPoint())),
                      "Share of each class by probability; the dashed line is the threshold.");
                }));
  }

  static Markup chart(Markup svg, String caption) {
    return Section.figure(svg, caption);
  }
}
