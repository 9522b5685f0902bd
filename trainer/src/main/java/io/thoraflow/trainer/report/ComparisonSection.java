package io.thoraflow.trainer.report;

import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.Metric;
import io.thoraflow.trainer.report.TrainingReport.Comparison;
import io.thoraflow.trainer.report.TrainingReport.Judgement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The candidate beside the serving model, and the gate's rule and numbers. */
final class ComparisonSection {
  private ComparisonSection() {}

  static Markup markup(TrainingReport report) {
    Markup beside =
        report
            .comparison()
            .map(ComparisonSection::comparison)
            .orElse(Section.note("No trained model serves, so there is nothing to compare with."));
    return Section.of("The gate, and the serving model", beside, gate(report.judgement()));
  }

  private static Markup comparison(Comparison comparison) {
    String serving = "serving (version %d)".formatted(comparison.servingVersion());
    Map<String, Evaluation> both = new LinkedHashMap<>();
    both.put("candidate", comparison.candidate());
    both.put(serving, comparison.serving());
    return Section.grid(
        "split",
        Markup.element(
            "div",
            Section.note(
                "Both on the standing holdout: the same X-rays, which neither model has learned"
                    + " from, each model at its own threshold and temperature."),
            table(comparison, serving)),
        Section.figure(
            Svg.of(
                "comparison-roc",
                "ROC curves of candidate and serving model",
                () -> CurveCharts.roc(both)),
            ""));
  }

  private static Markup table(Comparison comparison, String serving) {
    Table table = new Table().text("").number("candidate").number(serving).number("difference");
    for (Metric metric : Metric.values()) {
      double candidate = comparison.candidate().metric(metric).value();
      double other = comparison.serving().metric(metric).value();
      table.row(
          List.of(
              Markup.text(MetricWords.title(metric)),
              FiguresSection.interval(comparison.candidate().metric(metric)),
              FiguresSection.interval(comparison.serving().metric(metric)),
              Markup.text(Numbers.signed(candidate - other))));
    }
    return table.markup();
  }

  private static Markup gate(Judgement judgement) {
    Table numbers = new Table().text("the gate's numbers").number("");
    judgement
        .verdict()
        .numbers()
        .forEach((name, value) -> numbers.row(words(name), Numbers.fine(value)));
    return Markup.element(
        "div",
        "gate",
        Markup.element("h3", "The gate\u2019s rule"),
        Markup.element("p", "A candidate is " + judgement.rule() + "."),
        judgement.verdict().numbers().isEmpty() ? Markup.NOTHING : numbers.markup());
  }

  /** {@code aurocDifferenceLow} becomes {@code auroc difference low}. */
  private static String words(String name) {
    return name.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }
}
