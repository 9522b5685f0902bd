package io.thoraflow.trainer.report;

import io.thoraflow.trainer.evaluate.Confusion;
import io.thoraflow.trainer.evaluate.Interval;
import io.thoraflow.trainer.evaluate.Metric;
import io.thoraflow.trainer.report.TrainingReport.EvaluatedSet;
import java.util.List;
import java.util.stream.Stream;

/** Every metric of every set, and who was taken for what. */
final class FiguresSection {
  private FiguresSection() {}

  static Markup markup(TrainingReport report) {
    double threshold = report.operatingPoint().threshold();
    return Section.of(
        "Figures",
        Section.note(
            "In brackets the 95 % interval: the spread over 2,000 draws of patients with replacement,"
                + " each patient with all X-rays. Accuracy, sensitivity and specificity are those at"
                + " the threshold of "
                + Numbers.precise(threshold)
                + "; probabilities are after the temperature of "
                + Numbers.precise(report.operatingPoint().temperature())
                + "."),
        metrics(report.sets()),
        Markup.element("h3", "Decisions at the threshold"),
        Section.grid("cards", Markup.all(report.sets().stream().map(FiguresSection::confusion))));
  }

  private static Markup metrics(List<EvaluatedSet> sets) {
    Table table = new Table().text("");
    sets.forEach(set -> table.number(set.name()));
    for (Metric metric : Metric.values()) {
      table.row(
          Stream.concat(
                  Stream.of(name(metric)),
                  sets.stream().map(set -> interval(set.evaluation().metric(metric))))
              .toList());
    }
    return table.markup();
  }

  private static Markup name(Metric metric) {
    Markup direction = Markup.element("span", "direction", Markup.text("lower is better"));
    return Markup.all(
        List.of(
            Markup.text(MetricWords.title(metric)),
            MetricWords.isBetterWhenLower(metric) ? direction : Markup.NOTHING));
  }

  static Markup interval(Interval interval) {
    return Markup.all(
        List.of(
            Markup.element("b", Numbers.figure(interval.value())),
            Markup.element("span", "bounds", Markup.text("(" + Numbers.bounds(interval) + ")"))));
  }

  private static Markup confusion(EvaluatedSet set) {
    Confusion confusion = set.evaluation().confusion();
    return Section.figure(
        Markup.element(
            "table",
            "confusion",
            Markup.element(
                "thead",
                Markup.element(
                    "tr",
                    Markup.element("th", ""),
                    Markup.element("th", "called NORMAL"),
                    Markup.element("th", "called PNEUMONIA"))),
            Markup.element(
                "tbody",
                row(
                    "NORMAL",
                    cell("right", confusion.trueNegatives(), confusion.specificity()),
                    cell("wrong", confusion.falsePositives(), 1 - confusion.specificity())),
                row(
                    "PNEUMONIA",
                    cell("wrong", confusion.falseNegatives(), 1 - confusion.sensitivity()),
                    cell("right", confusion.truePositives(), confusion.sensitivity())))),
        set.about().isEmpty() ? set.name() : set.name() + ": " + set.about());
  }

  private static Markup row(String label, Markup left, Markup right) {
    return Markup.element("tr", Markup.element("th", "is " + label), left, right);
  }

  private static Markup cell(String styleClass, int count, double share) {
    return Markup.element(
        "td",
        styleClass,
        Markup.element("b", Numbers.count(count)),
        Markup.element("span", "bounds", Markup.text(Numbers.percent(share))));
  }
}
