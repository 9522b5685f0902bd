package io.thoraflow.trainer.evaluate;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Decides whether a candidate may serve: X-rays of the standing holdout, which neither model has
 * been trained on, have to show that it is not worse than the serving model. Too few patients
 * decide nothing.
 *
 * <p>Nothing that is judged was chosen on the X-rays that it is judged on: see {@link Folds}.
 *
 * @param aurocMargin by less than this the AUROC may be lower
 * @param sensitivityMargin the same for the sensitivity
 * @param specificityMargin the same for the specificity
 * @param patients of each class at least, to be compared with a model that serves
 * @param firstPatients of each class at least, where nothing trained serves
 */
public record Gate(
    double aurocMargin,
    double sensitivityMargin,
    double specificityMargin,
    int patients,
    int firstPatients) {
  private static final double AUROC_MARGIN = 0.02;

  /** With fewer patients than 149 even models that never differ could differ by the margin. */
  public static final Gate STANDARD =
      new Gate(AUROC_MARGIN, 0.03, 0.03, Bounds.leastToExclude(AUROC_MARGIN), 10);

  /** A difference that float32 can make between X-rays that a model does not tell apart. */
  private static final double SAME = 1e-6;

  /**
   * A model as it reads the holdout.
   *
   * @param byFold for each of {@link Folds}, what is said of all X-rays by what was chosen without
   *     it
   * @param folds into which the patients were divided for that
   * @param rule of its threshold
   */
  public record Reader(List<List<Prediction>> byFold, Folds folds, OperatingRule rule) {
    public Reader {
      byFold = List.copyOf(byFold);
      if (byFold.size() != Folds.COUNT) {
        throw new IllegalArgumentException(
            "there must be predictions for %d parts, but there are for %d"
                .formatted(Folds.COUNT, byFold.size()));
      }
    }

    /** One on whose weights and decay these X-rays had no influence. */
    public static Reader of(List<Prediction> predictions, OperatingRule rule) {
      return new Reader(
          Collections.nCopies(Folds.COUNT, List.copyOf(predictions)), Folds.of(predictions), rule);
    }
  }

  /** The rule in words. */
  public String rule() {
    return String.format(
        Locale.ROOT,
        "published when each lower 95 %% bound of a difference to the serving model is above its"
            + " margin: AUROC -%.3f, sensitivity -%.3f, specificity -%.3f; refused when one of them"
            + " is shown to be lower, and when it says the same of every X-ray or is no better than"
            + " chance; else undecided, and so with fewer than %d patients of a class (%d where"
            + " nothing trained serves). Patients count, not X-rays; each fifth of them is read by"
            + " what was chosen on the others, both thresholds included",
        aurocMargin,
        sensitivityMargin,
        specificityMargin,
        patients,
        firstPatients);
  }

  /** Where nothing serves that a candidate could be compared with. */
  public Verdict alone(Reader candidate) {
    HeldOut heldOut = new HeldOut(candidate.byFold().get(0), candidate.folds());
    Map<String, Double> numbers = patientNumbers(heldOut);
    Optional<Verdict> early = unfit(candidate, heldOut, firstPatients, numbers);
    if (early.isPresent()) {
      return early.get();
    }
    PatientDraws draws = new PatientDraws(heldOut, List.of(candidate));
    Interval auroc = draws.bounds(figures -> figures.get(0).auroc(), 0, 1);
    add(numbers, "auroc", auroc);
    return chance(heldOut, auroc, numbers)
        .orElseGet(
            () ->
                new Verdict.Accepted(
                    text("no trained model serves; its AUROC is %.3f (%.3f to %.3f)", auroc),
                    numbers));
  }

  /**
   * @param serving the serving model on the same X-rays
   */
  public Verdict compare(Reader candidate, Reader serving) {
    HeldOut heldOut = new HeldOut(candidate.byFold().get(0), candidate.folds());
    Reader paired = inOrderOf(candidate.byFold().get(0), serving);
    Map<String, Double> numbers = patientNumbers(heldOut);
    Optional<Verdict> early = unfit(candidate, heldOut, patients, numbers);
    if (early.isPresent()) {
      return early.get();
    }
    PatientDraws draws = new PatientDraws(heldOut, List.of(candidate, paired));
    Interval auroc = draws.bounds(figures -> figures.get(0).auroc(), 0, 1);
    add(numbers, "auroc", auroc);
    return chance(heldOut, auroc, numbers)
        .orElseGet(() -> judge(differences(draws, numbers), numbers));
  }

  private record Difference(String name, Interval bounds, double margin) {
    boolean isNotWorse() {
      return bounds.low() > -margin;
    }

    boolean isWorse() {
      return bounds.high() < 0;
    }

    String text() {
      return name + Gate.text(" by %+.4f (%+.4f to %+.4f)", bounds);
    }
  }

  private static Verdict judge(List<Difference> differences, Map<String, Double> numbers) {
    String text =
        "its figures differ from the serving model's: "
            + differences.stream().map(Difference::text).collect(Collectors.joining(", "));
    List<Difference> open = differences.stream().filter(each -> !each.isNotWorse()).toList();
    if (open.isEmpty()) {
      return new Verdict.Accepted(text + ": not worse", numbers);
    }
    List<Difference> shown = open.stream().filter(Difference::isWorse).toList();
    if (!shown.isEmpty()) {
      return new Verdict.Refused(text + ": worse in " + names(shown), numbers);
    }
    return new Verdict.Undecided(
        text + ": these patients do not show that it is not worse in " + names(open), numbers);
  }

  private static String names(List<Difference> differences) {
    return differences.stream().map(Difference::name).collect(Collectors.joining(" and "));
  }

  private List<Difference> differences(PatientDraws draws, Map<String, Double> numbers) {
    CrossFit.Figures own = draws.figures().get(0);
    CrossFit.Figures other = draws.figures().get(1);
    numbers.put("sensitivity", own.sensitivity());
    numbers.put("servingSensitivity", other.sensitivity());
    numbers.put("specificity", own.specificity());
    numbers.put("servingSpecificity", other.specificity());
    List<Difference> differences =
        List.of(
            new Difference(
                "AUROC", draws.bounds(difference(CrossFit.Figures::auroc), 0, 1), aurocMargin),
            new Difference(
                "sensitivity",
                draws.bounds(difference(CrossFit.Figures::sensitivity), 1),
                sensitivityMargin),
            new Difference(
                "specificity",
                draws.bounds(difference(CrossFit.Figures::specificity), 0),
                specificityMargin));
    for (Difference difference : differences) {
      add(numbers, difference.name().toLowerCase(Locale.ROOT) + "Difference", difference.bounds());
    }
    return differences;
  }

  private static ToDoubleFunction<List<CrossFit.Figures>> difference(
      ToDoubleFunction<CrossFit.Figures> figure) {
    return both -> figure.applyAsDouble(both.get(0)) - figure.applyAsDouble(both.get(1));
  }

  private static Optional<Verdict> unfit(
      Reader candidate, HeldOut heldOut, int least, Map<String, Double> numbers) {
    if (isConstant(candidate)) {
      return Optional.of(
          new Verdict.Refused("it says the same of every X-ray: the head is dead", numbers));
    }
    return missing(heldOut, least) > 0
        ? Optional.of(tooFew(heldOut, least, numbers))
        : Optional.empty();
  }

  private static int missing(HeldOut heldOut, int least) {
    return Math.max(0, least - heldOut.patientsOf(0)) + Math.max(0, least - heldOut.patientsOf(1));
  }

  private static Verdict tooFew(HeldOut heldOut, int least, Map<String, Double> numbers) {
    int normal = heldOut.patientsOf(0);
    int pneumonia = heldOut.patientsOf(1);
    return new Verdict.Undecided(
        "the holdout has %d patients with NORMAL and %d with PNEUMONIA X-rays, but nothing is decided with fewer than %d of each: %d and %d are missing"
            .formatted(
                normal,
                pneumonia,
                least,
                Math.max(0, least - normal),
                Math.max(0, least - pneumonia)),
        numbers);
  }

  private Optional<Verdict> chance(HeldOut heldOut, Interval auroc, Map<String, Double> numbers) {
    if (auroc.low() > 0.5) {
      return Optional.empty();
    }
    return Optional.of(
        auroc.value() > 0.5 && missing(heldOut, patients) > 0
            ? new Verdict.Undecided(
                text(
                    "so few patients do not show that its AUROC of %.3f (%.3f to %.3f) is better"
                        + " than chance",
                    auroc),
                numbers)
            : new Verdict.Refused(
                text("its AUROC of %.3f (%.3f to %.3f) is no better than chance", auroc), numbers));
  }

  private static boolean isConstant(Reader reader) {
    return reader.byFold().stream()
        .anyMatch(
            predictions -> {
              double[] logits = Columns.logits(predictions);
              return Arrays.stream(logits).max().orElse(0) - Arrays.stream(logits).min().orElse(0)
                  < SAME;
            });
  }

  private static Reader inOrderOf(List<Prediction> order, Reader other) {
    return new Reader(
        other.byFold().stream().map(predictions -> inOrderOf(order, predictions)).toList(),
        other.folds(),
        other.rule());
  }

  private static List<Prediction> inOrderOf(List<Prediction> order, List<Prediction> others) {
    Map<String, Prediction> bySha256 =
        others.stream()
            .collect(
                Collectors.toMap(
                    Prediction::sha256, Function.identity(), (prediction, copy) -> prediction));
    return order.stream()
        .map(
            prediction -> {
              Prediction same = bySha256.get(prediction.sha256());
              if (same == null) {
                throw new IllegalArgumentException(
                    "the serving model has not read X-ray " + prediction.sha256());
              }
              return same;
            })
        .toList();
  }

  private static Map<String, Double> patientNumbers(HeldOut heldOut) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("normalPatients", (double) heldOut.patientsOf(0));
    numbers.put("pneumoniaPatients", (double) heldOut.patientsOf(1));
    return numbers;
  }

  private static void add(Map<String, Double> numbers, String name, Interval interval) {
    numbers.put(name, interval.value());
    numbers.put(name + "Low", interval.low());
    numbers.put(name + "High", interval.high());
  }

  private static String text(String format, Interval interval) {
    return String.format(Locale.ROOT, format, interval.value(), interval.low(), interval.high());
  }
}
