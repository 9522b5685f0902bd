package io.thoraflow.trainer.report;

import io.thoraflow.trainer.report.TrainingReport.Epoch;
import io.thoraflow.trainer.report.TrainingReport.Learning;
import io.thoraflow.trainer.report.TrainingReport.Phase;
import java.time.Duration;
import java.util.List;

/** How the head learned, and how long everything took. */
final class LearningSection {
  private LearningSection() {}

  static Markup markup(TrainingReport report) {
    return Section.of(
        "Learning", curves(report.learning()), phases(report.phases(), report.peakMegabytes()));
  }

  private static Markup curves(Learning learning) {
    List<Epoch> epochs = learning.epochs();
    if (epochs.isEmpty()) {
      return Section.note("This recipe fits its head in one go: there is no progress to show.");
    }
    Markup loss = Svg.of("loss", "Loss by step", () -> LearningCharts.loss(learning));
    Markup auroc =
        Svg.of("auroc-by-epoch", "Validation AUROC by step", () -> LearningCharts.auroc(learning));
    boolean measured = epochs.stream().anyMatch(epoch -> Double.isFinite(epoch.validationAuroc()));
    return Section.grid(
        "charts",
        Section.figure(loss, "On the training X-rays, and on the validation side after each step."),
        measured
            ? Section.figure(auroc, "On the validation side, after each step.")
            : Markup.NOTHING);
  }

  private static Markup phases(List<Phase> phases, double peakMegabytes) {
    if (phases.isEmpty()) {
      return Markup.NOTHING;
    }
    Table table = new Table().text("phase").number("time");
    phases.forEach(phase -> table.row(phase.name(), Numbers.duration(phase.duration())));
    Duration all = phases.stream().map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
    table.row("all", Numbers.duration(all));
    return Section.grid(
        "narrow",
        table.markup(),
        Section.note(
            "At most %s MB of memory at a time; mapped files, such as the cached features, are not counted."
                .formatted(Numbers.count(Math.round(peakMegabytes)))));
  }
}
