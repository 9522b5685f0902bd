package io.thoraflow.standalone.train;

import io.thoraflow.standalone.Console;
import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.Interval;
import io.thoraflow.trainer.evaluate.Metric;
import io.thoraflow.trainer.run.TrainingOutcome;
import io.thoraflow.trainer.run.Verdicts;
import java.util.Locale;

/** Tells what a training run has come to. */
final class OutcomeSheet {
  private final Console console;

  OutcomeSheet(Console console) {
    this.console = console;
  }

  /**
   * @param whenItServes said of a version that may serve
   */
  void print(TrainingOutcome outcome, String whenItServes) {
    outcome.evaluations().forEach(this::print);
    outcome
        .resemblance()
        .forEach(
            (name, auroc) ->
                console.print(
                    String.format(
                        Locale.ROOT,
                        "familiarity tells validation from %s: AUROC %.3f",
                        name,
                        auroc)));
    outcome
        .seconds()
        .forEach(
            (phase, seconds) ->
                console.print(String.format(Locale.ROOT, "%-12s %8.1f s", phase, seconds)));
    console.print(
        String.format(
            Locale.ROOT,
            "%-12s %8.0f MB, mapped features not counted",
            "memory",
            outcome.peakMegabytes()));
    if (outcome.readings().labelled() > 0) {
      console.print(outcome.readings().text());
    }
    console.print("report: " + outcome.report());
    console.print("gate: " + Verdicts.word(outcome.verdict()));
    console.print("  " + outcome.reason());
    console.print(
        "version %d %s"
            .formatted(
                outcome.version(),
                switch (outcome.state()) {
                  case SERVING -> "is published; " + whenItServes;
                  case CANDIDATE ->
                      "is kept as a candidate and does not serve; ./thoraflow model promote %d makes it serve"
                          .formatted(outcome.version());
                  default -> "is kept as refused and does not serve";
                }));
  }

  private void print(String name, Evaluation evaluation) {
    console.print(
        "%s: %d X-rays of %d patients (95 %% intervals)"
            .formatted(name, evaluation.xrays(), evaluation.patients()));
    for (Metric metric : Metric.values()) {
      Interval interval = evaluation.metric(metric);
      console.print(
          String.format(
              Locale.ROOT,
              "  %-18s %.4f  (%.4f to %.4f)",
              metric.text(),
              interval.value(),
              interval.low(),
              interval.high()));
    }
  }
}
