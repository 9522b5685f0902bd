package io.thoraflow.trainer.run;

import io.thoraflow.trainer.data.ClassCounts;
import io.thoraflow.trainer.data.DataSummary;
import io.thoraflow.trainer.data.LeftOut;
import io.thoraflow.trainer.data.ReadingsUsed;
import io.thoraflow.trainer.evaluate.Gate;
import io.thoraflow.trainer.report.TrainingReport;
import io.thoraflow.trainer.report.TrainingReport.Data;
import io.thoraflow.trainer.report.TrainingReport.Epoch;
import io.thoraflow.trainer.report.TrainingReport.EvaluatedSet;
import io.thoraflow.trainer.report.TrainingReport.Fact;
import io.thoraflow.trainer.report.TrainingReport.Learning;
import io.thoraflow.trainer.report.TrainingReport.LeftOutFile;
import io.thoraflow.trainer.report.TrainingReport.Mistake;
import io.thoraflow.trainer.report.TrainingReport.Phase;
import io.thoraflow.trainer.report.TrainingReport.Split;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.TensorFlow;

/** Puts a run's record into the form that people read. */
final class RunReport {
  private static final long MILLIS = 1_000;

  private final RunRecord record;

  RunReport(RunRecord record) {
    this.record = record;
  }

  TrainingReport of(
      int version, Map<String, Double> seconds, double peakMegabytes, List<Mistake> mistakes) {
    return new TrainingReport(
        new TrainingReport.Run(
            record.request().recipe().text(), Instant.now(), Optional.of(version), facts()),
        new TrainingReport.Judgement(record.verdict(), Gate.STANDARD.rule()),
        record.fitted().warnings(),
        new TrainingReport.OperatingPoint(record.point().threshold(), record.point().temperature()),
        sets(),
        record.judged().comparison(),
        record.resemblance().map(Resemblance::report),
        record.choices(),
        learning(),
        phases(seconds),
        peakMegabytes,
        data(),
        mistakes);
  }

  private Learning learning() {
    return new Learning(
        record.request().recipe() == RecipeChoice.SEED
            ? "epoch"
            : "weight decays tried, from large to small",
        record.fitted().epochs().stream()
            .map(
                epoch ->
                    new Epoch(
                        epoch.epoch(),
                        epoch.loss(),
                        epoch.validationLoss(),
                        epoch.validationAuroc()))
            .toList());
  }

  private List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("seed", Long.toString(record.request().seed())));
    facts.add(new Fact("data fingerprint", record.data().fingerprint()));
    facts.add(new Fact("made anew by", record.command()));
    facts.add(new Fact("X-rays cited as", record.request().citation()));
    facts.add(
        new Fact(
            "software",
            "Java %s, TensorFlow %s"
                .formatted(System.getProperty("java.version"), TensorFlow.version())));
    return facts;
  }

  private List<EvaluatedSet> sets() {
    List<EvaluatedSet> sets = new ArrayList<>();
    record
        .evaluations()
        .forEach(
            (name, evaluation) ->
                sets.add(
                    new EvaluatedSet(
                        name, about(name), record.predictions().get(name), evaluation)));
    return sets;
  }

  private static String about(String set) {
    return switch (set) {
      case Measured.VALIDATION -> "X-rays that were held out; everything was chosen on them.";
      case Measured.TEST -> "The test folder, opened once, when everything was chosen.";
      default -> "A further set; it decided nothing.";
    };
  }

  private static List<Phase> phases(Map<String, Double> seconds) {
    List<Phase> phases = new ArrayList<>();
    seconds.forEach(
        (name, value) -> phases.add(new Phase(name, Duration.ofMillis((long) (value * MILLIS)))));
    return phases;
  }

  private Data data() {
    DataSummary summary = record.data().summary();
    List<Split> splits =
        new ArrayList<>(
            List.of(
                split("training", summary.training()), split("validation", summary.validation())));
    if (!record.data().test().isEmpty()) {
      splits.add(split("test", summary.test()));
    }
    return new Data(
        splits,
        notes(summary),
        record.data().leftOut().stream()
            .map(
                file ->
                    new LeftOutFile(
                        file.sha256(), "%s: %s".formatted(words(file.reason()), file.detail())))
            .toList());
  }

  private static Split split(String name, ClassCounts counts) {
    return new Split(name, counts.normal(), counts.pneumonia(), counts.patients());
  }

  private static String words(LeftOut.Reason reason) {
    return switch (reason) {
      case UNREADABLE -> "unreadable";
      case MISSING -> "not in the archive";
      case COPY -> "a copy of an image on the same side";
      case COPY_IN_VALIDATION -> "a copy of an image on the validation side";
      case COPY_IN_TEST -> "a copy of an image in the test folder";
      case PATIENT_IN_TEST -> "of a patient in the test folder";
      case PATIENT_IN_VALIDATION -> "of a patient on the validation side";
      case CONTRADICTING_LABELS -> "copies of one image with different labels";
    };
  }

  private static List<String> notes(DataSummary summary) {
    List<String> notes = new ArrayList<>(summary.patients().doubts());
    summary
        .leftOut()
        .forEach((reason, count) -> notes.add("%d left out: %s.".formatted(count, words(reason))));
    ReadingsUsed readings = summary.readings();
    if (readings.labelled() > 0) {
      notes.add(readings.text());
    }
    return notes;
  }
}
