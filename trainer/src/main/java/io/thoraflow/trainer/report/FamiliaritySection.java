package io.thoraflow.trainer.report;

import io.thoraflow.trainer.report.TrainingReport.Familiarity;
import io.thoraflow.trainer.report.TrainingReport.Unlike;
import java.util.List;

/** Whether the model can tell when an image is unlike those that it learned from. */
final class FamiliaritySection {
  private FamiliaritySection() {}

  static Markup markup(TrainingReport report) {
    return report.familiarity().map(FamiliaritySection::markup).orElse(Markup.NOTHING);
  }

  private static Markup markup(Familiarity familiarity) {
    return Section.of(
        "Familiarity",
        Section.note(
            "The score is a log density of the image\u2019s features among those of the training"
                + " X-rays: the lower, the less an image is like them, and the less a probability"
                + " means. AUROC: how often a validation X-ray scores above an image of the other"
                + " set."),
        table(familiarity),
        Section.grid(
            "charts",
            Section.figure(
                Svg.of(
                    "familiarity", "Familiarity scores", () -> FamiliarityChart.chart(familiarity)),
                "Share of each set that scores lower. The dashed line leaves a twentieth of the"
                    + " validation side below; scores beyond the chart are drawn at its edge.")));
  }

  private static Markup table(Familiarity familiarity) {
    double low = FamiliarityChart.quantile(familiarity.validation(), FamiliarityChart.LOW);
    Table table =
        new Table()
            .text("set")
            .number("images")
            .number("median score")
            .number("below " + Numbers.figure(low))
            .number("AUROC");
    table.row(cells("validation", familiarity.validation(), low, Double.NaN));
    for (Unlike other : familiarity.others()) {
      table.row(cells(other.name(), other.scores(), low, other.auroc()));
    }
    return table.markup();
  }

  private static String[] cells(String name, List<Double> scores, double low, double auroc) {
    return new String[] {
      name,
      Numbers.count(scores.size()),
      Numbers.figure(FamiliarityChart.quantile(scores, 0.5)),
      Numbers.percent(FamiliarityChart.shareBelow(scores, low)),
      Numbers.figure(auroc)
    };
  }
}
