package io.thoraflow.trainer.evaluate;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Decides whether a candidate may serve: it must not be worse than the serving model on the
 * standing holdout, which neither has been trained on. A difference is judged by a paired bootstrap
 * over patients.
 *
 * @param aurocMargin how far the lower bound of the AUROC's difference may lie below 0
 * @param sensitivityMargin the same for the sensitivity, each model at its own threshold
 */
public record Gate(double aurocMargin, double sensitivityMargin) {
  /** A drop that a few hundred holdout X-rays can tell from chance. */
  public static final Gate STANDARD = new Gate(0.01, 0.03);

  /** A difference that float32 can make between X-rays that a model does not tell apart. */
  private static final double SAME = 1e-6;

  /**
   * A model as it reads the holdout.
   *
   * @param threshold for the probability, after the temperature
   */
  public record Reader(List<Prediction> predictions, double temperature, double threshold) {
    public Reader {
      predictions = List.copyOf(predictions);
    }

    public Evaluation evaluation() {
      return Evaluation.of(predictions, temperature, threshold);
    }
  }

  /** The rule in words. */
  public String rule() {
    return String.format(
        Locale.ROOT,
        "published when the lower 95 %% bound of its AUROC minus the serving model's is above -%.3f,"
            + " and that of its sensitivity minus the serving model's, each at its own threshold,"
            + " is above -%.3f; paired bootstrap over patients, %d draws; never when it says the"
            + " same of every X-ray or is no better than chance",
        aurocMargin,
        sensitivityMargin,
        PatientBootstrap.DRAWS);
  }

  /** Where nothing serves that a candidate could be compared with. */
  public Verdict alone(Reader candidate) {
    Interval auroc = candidate.evaluation().metric(Metric.AUROC);
    Map<String, Double> numbers = numbers("auroc", auroc);
    if (isConstant(candidate)) {
      return new Verdict.Refused("it says the same of every X-ray: the head is dead", numbers);
    }
    if (!(auroc.low() > 0.5)) {
      return new Verdict.Refused(
          text("its AUROC of %.3f (%.3f to %.3f) is no better than chance", auroc), numbers);
    }
    return new Verdict.Accepted(
        text("no trained model serves; its AUROC is %.3f (%.3f to %.3f)", auroc), numbers);
  }

  /**
   * @param serving the serving model on the same X-rays
   */
  public Verdict compare(Reader candidate, Reader serving) {
    Reader paired = inOrderOf(candidate.predictions(), serving);
    Verdict alone = alone(candidate);
    if (alone instanceof Verdict.Refused) {
      return alone;
    }
    Interval auroc = difference(candidate, paired, Gate::auroc);
    Interval sensitivity = difference(candidate, paired, Gate::sensitivity);
    Map<String, Double> numbers = new LinkedHashMap<>(alone.numbers());
    numbers.putAll(numbers("aurocDifference", auroc));
    numbers.putAll(numbers("sensitivityDifference", sensitivity));
    if (!(auroc.low() > -aurocMargin)) {
      return new Verdict.Refused(
          text("its AUROC differs from the serving model's by %+.4f (%+.4f to %+.4f)", auroc)
              + ": it may be worse",
          numbers);
    }
    if (!(sensitivity.low() > -sensitivityMargin)) {
      return new Verdict.Refused(
          text(
                  "its sensitivity differs from the serving model's by %+.3f (%+.3f to %+.3f)",
                  sensitivity)
              + ": it may miss more",
          numbers);
    }
    return new Verdict.Accepted(
        text("its AUROC differs from the serving model's by %+.4f (%+.4f to %+.4f)", auroc)
            + text(", its sensitivity by %+.3f (%+.3f to %+.3f): not worse", sensitivity),
        numbers);
  }

  private static boolean isConstant(Reader reader) {
    double[] logits = Columns.logits(reader.predictions());
    return Arrays.stream(logits).max().orElse(0) - Arrays.stream(logits).min().orElse(0) < SAME;
  }

  private static Reader inOrderOf(List<Prediction> order, Reader other) {
    Map<String, Prediction> bySha256 =
        other.predictions().stream()
            .collect(
                Collectors.toMap(
                    Prediction::sha256, Function.identity(), (prediction, copy) -> prediction));
    return new Reader(
        order.stream()
            .map(
                prediction -> {
                  Prediction same = bySha256.get(prediction.sha256());
                  if (same == null) {
                    throw new IllegalArgumentException(
                        "the serving model has not read X-ray " + prediction.sha256());
                  }
                  return same;
                })
            .toList(),
        other.temperature(),
        other.threshold());
  }

  private static Interval difference(
      Reader candidate, Reader serving, Function<Reader, ToDoubleFunction<int[]>> statistic) {
    ToDoubleFunction<int[]> ours = statistic.apply(candidate);
    ToDoubleFunction<int[]> theirs = statistic.apply(serving);
    ToDoubleFunction<int[]> difference =
        weights -> ours.applyAsDouble(weights) - theirs.applyAsDouble(weights);
    return Interval.of(
        difference.applyAsDouble(Columns.once(candidate.predictions().size())),
        new PatientBootstrap(candidate.predictions()).draw(difference));
  }

  private static ToDoubleFunction<int[]> auroc(Reader reader) {
    Ranking ranking =
        new Ranking(Columns.logits(reader.predictions()), Columns.labels(reader.predictions()));
    return ranking::auroc;
  }

  private static ToDoubleFunction<int[]> sensitivity(Reader reader) {
    double[] probabilities = Columns.probabilities(reader.predictions(), reader.temperature());
    int[] labels = Columns.labels(reader.predictions());
    return weights ->
        Confusion.at(reader.threshold(), probabilities, labels, weights).sensitivity();
  }

  private static Map<String, Double> numbers(String name, Interval interval) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put(name, interval.value());
    numbers.put(name + "Low", interval.low());
    numbers.put(name + "High", interval.high());
    return numbers;
  }

  private static String text(String format, Interval interval) {
    return String.format(Locale.ROOT, format, interval.value(), interval.low(), interval.high());
  }
}
