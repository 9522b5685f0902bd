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
                    + " from, each model at its own threshold and temperature. The candidate's were"
                    + " chosen on them; the gate's numbers below are free of that."),
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
    return Markup.element(
        "div",
        "gate",
        Markup.element("h3", "The gate\u2019s rule"),
        Markup.element("p", "A candidate is " + judgement.rule() + "."),
        numbers(judgement.verdict().numbers()));
  }

  /** A figure's bounds, named {@code ...Low} and {@code ...High}, stand beside it. */
  private static Markup numbers(Map<String, Double> numbers) {
    Table table =
        new Table().text("the gate\u2019s numbers").number("").number("lower and upper 95 % bound");
    numbers.forEach(
        (name, value) -> {
          if (!isBound(name, numbers)) {
            table.row(words(name), Numbers.fine(value), bounds(name, numbers));
          }
        });
    return numbers.isEmpty() ? Markup.NOTHING : Section.grid("narrow", table.markup());
  }

  private static boolean isBound(String name, Map<String, Double> numbers) {
    String figure = name.replaceFirst("(Low|High)$", "");
    return !figure.equals(name) && numbers.containsKey(figure);
  }

  private static String bounds(String name, Map<String, Double> numbers) {
    double low = numbers.getOrDefault(name + "Low", Double.NaN);
    double high = numbers.getOrDefault(name + "High", Double.NaN);
    return Double.isNaN(low) ? "" : Numbers.fine(low) + " to " + Numbers.fine(high);
  }

  /** {@code aurocDifference} becomes {@code AUROC difference}. */
  private static String words(String name) {
    return name.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT).replace("auroc", "AUROC");
  }
}
