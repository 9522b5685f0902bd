package io.thoraflow.trainer.report;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.Gate;
import io.thoraflow.trainer.evaluate.OperatingRule;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.evaluate.Temperature;
import io.thoraflow.trainer.evaluate.Threshold;
import io.thoraflow.trainer.evaluate.Verdict;
import io.thoraflow.trainer.report.TrainingReport.Comparison;
import io.thoraflow.trainer.report.TrainingReport.Data;
import io.thoraflow.trainer.report.TrainingReport.Decision;
import io.thoraflow.trainer.report.TrainingReport.Epoch;
import io.thoraflow.trainer.report.TrainingReport.EvaluatedSet;
import io.thoraflow.trainer.report.TrainingReport.Fact;
import io.thoraflow.trainer.report.TrainingReport.Familiarity;
import io.thoraflow.trainer.report.TrainingReport.Judgement;
import io.thoraflow.trainer.report.TrainingReport.Learning;
import io.thoraflow.trainer.report.TrainingReport.LeftOutFile;
import io.thoraflow.trainer.report.TrainingReport.Mistake;
import io.thoraflow.trainer.report.TrainingReport.OperatingPoint;
import io.thoraflow.trainer.report.TrainingReport.Phase;
import io.thoraflow.trainer.report.TrainingReport.Run;
import io.thoraflow.trainer.report.TrainingReport.Split;
import io.thoraflow.trainer.report.TrainingReport.Unlike;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A training run that never happened, with figures like those of a real one. */
final class MadeUpRun {
  static final String PATIENT = "patient-of-nobody";

  private static final double SERVING_THRESHOLD = 0.75;

  private final List<Prediction> validation = predictions("validation", 1_043, 0.74, 5.2, 2, 1);
  private final List<Prediction> test = predictions("test", 624, 0.62, 3.6, 2, 2);
  private final double temperature = Temperature.fit(validation);
  private final double threshold = Threshold.keeping(0.95, validation, temperature);

  TrainingReport report() {
    return report(gate());
  }

  TrainingReport report(Verdict verdict) {
    return new TrainingReport(
        new Run("default", Instant.parse("2026-03-04T12:00:00Z"), Optional.of(7), facts()),
        new Judgement(verdict, Gate.STANDARD.rule()),
        List.of(),
        new OperatingPoint(threshold, temperature),
        List.of(
            set(
                "validation",
                "the standing holdout; threshold and temperature come from it",
                validation),
            set("test", "looked at once, at the end", test)),
        Optional.of(
            new Comparison(
                6,
                Evaluation.of(validation, temperature, threshold),
                Evaluation.of(noisy(), temperature, SERVING_THRESHOLD))),
        Optional.of(familiarity()),
        decisions(),
        new Learning("epoch", epochs()),
        List.of(
            new Phase("reading", Duration.ofMillis(48_300)),
            new Phase("features", Duration.ofSeconds(1_260)),
            new Phase("head", Duration.ofMillis(9_400)),
            new Phase("evaluation", Duration.ofMillis(2_100))),
        2_150,
        data(),
        mistakes());
  }

  private Verdict gate() {
    // So few patients would decide nothing by the standard one.
    return new Gate(0.5, 0.5, 0.5, 10, 10)
        .compare(
            Gate.Reader.of(validation, new OperatingRule.Keeping(0.95)),
            Gate.Reader.of(noisy(), new OperatingRule.Keeping(0.95)));
  }

  private List<Prediction> noisy() {
    Random random = new Random(5);
    return validation.stream()
        .map(
            each ->
                new Prediction(
                    each.sha256(),
                    each.patient(),
                    each.label(),
                    each.logit() + 1.3 * random.nextGaussian()))
        .toList();
  }

  private EvaluatedSet set(String name, String about, List<Prediction> predictions) {
    return new EvaluatedSet(
        name, about, predictions, Evaluation.of(predictions, temperature, threshold));
  }

  private static List<Prediction> predictions(
      String set, int count, double pneumonia, double separation, int perPatient, long seed) {
    Random random = new Random(seed);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = i < pneumonia * count ? 1 : 0;
      double logit = 1.8 * (separation * (label - 0.4) + 1.4 * random.nextGaussian());
      String patient = PATIENT + "-" + set + i / perPatient;
      predictions.add(new Prediction(sha256(set + i), patient, label, logit));
    }
    return predictions;
  }

  private List<Mistake> mistakes() {
    return Stream.concat(wrong("test", test).stream(), wrong("validation", validation).stream())
        .limit(8)
        .toList();
  }

  private List<Mistake> wrong(String set, List<Prediction> predictions) {
    List<Prediction> wrong =
        predictions.stream()
            .filter(each -> (each.probability(temperature) >= threshold) != (each.label() == 1))
            .sorted(Comparator.comparingDouble(each -> (2 * each.label() - 1) * each.logit()))
            .limit(5)
            .toList();
    return IntStream.range(0, wrong.size()).mapToObj(i -> mistake(set, wrong.get(i), i)).toList();
  }

  private Mistake mistake(String set, Prediction prediction, int seed) {
    Finding finding = prediction.label() == 1 ? Finding.PNEUMONIA : Finding.NORMAL;
    byte[] gray = Phantom.draw(finding, seed, Thumbnail.SIDE, Thumbnail.SIDE).pixels();
    return new Mistake(
        set,
        prediction.sha256(),
        prediction.label(),
        prediction.probability(temperature),
        gray,
        heatmap(seed));
  }

  static float[] heatmap(long seed) {
    Random random = new Random(seed);
    double row = 2 + 2 * random.nextDouble();
    double column = random.nextBoolean() ? 1.6 : 4.4;
    float[] heatmap = new float[49];
    for (int i = 0; i < heatmap.length; i++) {
      double distance = Math.hypot(i / 7 - row, i % 7 - column);
      heatmap[i] = (float) Math.exp(-distance * distance / 2.5);
    }
    return heatmap;
  }

  private static List<Epoch> epochs() {
    Random random = new Random(3);
    return IntStream.rangeClosed(1, 20)
        .mapToObj(
            epoch ->
                new Epoch(
                    epoch,
                    0.06 + 0.5 * Math.exp(-epoch / 4.0) + 0.01 * random.nextGaussian(),
                    0.1 + 0.4 * Math.exp(-epoch / 3.5) + 0.01 * random.nextGaussian(),
                    0.995 - 0.06 * Math.exp(-epoch / 3.0)))
        .toList();
  }

  private static Familiarity familiarity() {
    return new Familiarity(
        scores(400, 1.2, 0.1, 7),
        List.of(
            new Unlike("adults", scores(20, 0.8, 0.2, 8), 0.98),
            new Unlike("knees", scores(11, -6, 2, 9), 1),
            new Unlike("nothing", List.of(), Double.NaN)));
  }

  private static List<Double> scores(int count, double mean, double spread, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> mean + spread * random.nextGaussian())
        .sorted()
        .toList();
  }

  private static Data data() {
    return new Data(
        List.of(
            new Split("training", 1_079, 3_094, 2_210),
            new Split("validation", 270, 773, 553),
            new Split("test", 234, 390, 426)),
        List.of(
            "34 X-rays have the same pixels as another one; each image counts once.",
            "12 labels follow a clinician\u2019s reading; 3 of them disagree with the folder.",
            "5 X-rays of unknown patients count as a patient each."),
        List.of(
            new LeftOutFile(sha256("a"), "the JPEG ends before its last line"),
            new LeftOutFile(sha256("b"), "not an image: <no> known \"signature\" & none likely")));
  }

  private static List<Decision> decisions() {
    return List.of(
        new Decision(
            "preprocessing",
            "caffe",
            "the backbone\u2019s weights were trained so; validation AUROC 0.997 against 0.995"),
        new Decision(
            "threshold",
            "0.62",
            "the highest that keeps a sensitivity of 0.95 on validation: no more false alarms than"
                + " that costs"),
        new Decision("temperature", "1.31", "the least log loss on validation"),
        new Decision("class weights", "balanced", "3 of 4 training X-rays are PNEUMONIA"));
  }

  private static List<Fact> facts() {
    return List.of(
        new Fact("seed", "1"),
        new Fact("data fingerprint", sha256("data")),
        new Fact("weights fingerprint", sha256("weights")),
        new Fact("software", "Thoraflow 0.1.0, TensorFlow 2.18.0, Java 17.0.15"));
  }

  static String sha256(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
