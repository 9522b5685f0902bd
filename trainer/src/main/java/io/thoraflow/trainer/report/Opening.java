package io.thoraflow.trainer.report;

import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.Interval;
import io.thoraflow.trainer.evaluate.Metric;
import io.thoraflow.trainer.evaluate.Verdict;
import io.thoraflow.trainer.report.TrainingReport.EvaluatedSet;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a reader should know who reads no further. */
final class Opening {
  static final String CAVEAT =
      "Not for clinical use. The figures hold for X-rays like those of these sets only: between"
          + " sites the AUROC of published models of this kind falls to 0.54\u20130.82.";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final List<Metric> HEADLINES =
      List.of(Metric.AUROC, Metric.SENSITIVITY, Metric.SPECIFICITY);

  private Opening() {}

  static String title(TrainingReport report) {
    return "Training report: recipe %s, %s"
        .formatted(report.run().recipe(), DATE.format(report.run().finished()));
  }

  static Markup markup(TrainingReport report) {
    return Markup.element(
        "header",
        Markup.element("p", "kicker", Markup.text("Thoraflow \u00b7 pneumonia on chest X-rays")),
        Markup.element("h1", "Training report"),
        Markup.element("p", "byline", Markup.text(byline(report))),
        verdict(report),
        Markup.all(report.warnings().stream().map(Opening::warning)),
        Markup.element("p", "caveat", Markup.text(CAVEAT)),
        Markup.element(
            "div", "headlines", Markup.all(report.sets().stream().map(Opening::headline))));
  }

  private static String byline(TrainingReport report) {
    String version =
        report.run().version().map(number -> "model version " + number).orElse("no model version");
    return "recipe %s \u00b7 %s \u00b7 %s"
        .formatted(report.run().recipe(), version, DATE.format(report.run().finished()));
  }

  private static Markup verdict(TrainingReport report) {
    Verdict verdict = report.judgement().verdict();
    if (verdict instanceof Verdict.Accepted) {
      return verdict("accepted", "Accepted", "The gate accepts this model: " + verdict.reason());
    } else if (verdict instanceof Verdict.Forced forced) {
      return verdict(
          "forced",
          "Published by force",
          "The gate did not accept this model: %s. It serves all the same: %s"
              .formatted(forced.refusal(), forced.reason()));
    }
    if (verdict instanceof Verdict.Undecided) {
      return verdict(
          "undecided",
          "Undecided",
          "The gate leaves this model to people: "
              + verdict.reason()
              + "; ./thoraflow model promote makes it serve");
    }
    return verdict("refused", "Refused", "The gate keeps this model back: " + verdict.reason());
  }

  private static Markup verdict(String styleClass, String word, String reason) {
    return Markup.element(
        "div",
        "verdict " + styleClass,
        Markup.element("strong", word),
        Markup.element("p", reason + "."));
  }

  private static Markup warning(String warning) {
    return Markup.element("p", "warning", Markup.text(warning));
  }

  private static Markup headline(EvaluatedSet set) {
    Evaluation evaluation = set.evaluation();
    Stream<Markup> figures =
        HEADLINES.stream().map(metric -> headline(metric, evaluation.metric(metric)));
    return Markup.element(
        "div",
        "headline",
        Markup.element("h3", set.name()),
        Markup.element("div", "numbers", Markup.all(figures)),
        Markup.element(
            "p",
            "%s X-rays of %s patients"
                .formatted(
                    Numbers.count(evaluation.xrays()), Numbers.count(evaluation.patients()))));
  }

  private static Markup headline(Metric metric, Interval interval) {
    return Markup.element(
        "div",
        Markup.element("span", "name", Markup.text(MetricWords.title(metric))),
        Markup.element("span", "value", Markup.text(Numbers.figure(interval.value()))),
        Markup.element("span", "bounds", Markup.text(Numbers.bounds(interval))));
  }
}
