package io.thoraflow.trainer.report;

import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.evaluate.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the report of one training run shows. X-rays go by their SHA-256: nothing here
 * names a file or a patient.
 *
 * @param warnings what a reader must know before any figure, such as a head that died
 * @param sets what the candidate was evaluated on, the validation side first
 * @param comparison absent where nothing trained serves
 * @param familiarity absent where the recipe fits none
 * @param peakMegabytes the most memory that the run held at a time, mapped features not counted
 * @param mistakes the worst first
 */
public record TrainingReport(
    Run run,
    Judgement judgement,
    List<String> warnings,
    OperatingPoint operatingPoint,
    List<EvaluatedSet> sets,
    Optional<Comparison> comparison,
    Optional<Familiarity> familiarity,
    List<Decision> decisions,
    Learning learning,
    List<Phase> phases,
    double peakMegabytes,
    Data data,
    List<Mistake> mistakes) {
  public TrainingReport {
    warnings = List.copyOf(warnings);
    sets = List.copyOf(sets);
    decisions = List.copyOf(decisions);
    phases = List.copyOf(phases);
    mistakes = List.copyOf(mistakes);
    if (sets.stream().map(EvaluatedSet::name).distinct().count() < sets.size()) {
      throw new IllegalArgumentException("every evaluated set must have a name of its own");
    }
  }

  /**
   * @param recipe its name
   * @param version of the model, where one was assigned
   * @param facts what else tells one run from another: seed, fingerprints, software, machine
   */
  public record Run(String recipe, Instant finished, Optional<Integer> version, List<Fact> facts) {
    public Run {
      facts = List.copyOf(facts);
    }
  }

  public record Fact(String name, String value) {}

  /**
   * @param rule of the gate, in words
   */
  public record Judgement(Verdict verdict, String rule) {}

  /**
   * @param threshold an X-ray is PNEUMONIA when its probability is at least this
   * @param temperature already inside the probabilities
   */
  public record OperatingPoint(double threshold, double temperature) {}

  /**
   * @param name such as {@code validation}
   * @param about what the set is, in a sentence; may be empty
   */
  public record EvaluatedSet(
      String name, String about, List<Prediction> predictions, Evaluation evaluation) {
    public EvaluatedSet {
      predictions = List.copyOf(predictions);
    }
  }

  /** The candidate beside the serving model on the standing holdout. */
  public record Comparison(int servingVersion, Evaluation candidate, Evaluation serving) {}

  /**
   * How familiar images look to the model; a higher score is more familiar.
   *
   * @param validation scores of the validation side, ascending
   */
  public record Familiarity(List<Double> validation, List<Unlike> others) {
    public Familiarity {
      validation = List.copyOf(validation);
      others = List.copyOf(others);
    }
  }

  /**
   * A set that is not of the training X-rays' kind.
   *
   * @param scores ascending
   * @param auroc of telling validation X-rays from these; NaN where there are none
   */
  public record Unlike(String name, List<Double> scores, double auroc) {
    public Unlike {
      scores = List.copyOf(scores);
    }
  }

  /**
   * Something that was decided.
   *
   * @param name such as {@code weight decay}
   * @param value what it is
   * @param reason why
   */
  public record Decision(String name, String value, String reason) {}

  /**
   * @param step what the recipe counts, for the axis of charts
   * @param epochs empty where the recipe has none
   */
  public record Learning(String step, List<Epoch> epochs) {
    public Learning {
      epochs = List.copyOf(epochs);
    }
  }

  /**
   * @param number from 1
   * @param validationLoss NaN where it was not measured
   * @param validationAuroc NaN where it was not measured
   */
  public record Epoch(
      int number, double trainingLoss, double validationLoss, double validationAuroc) {}

  public record Phase(String name, Duration duration) {}

  /**
   * @param notes sentences on duplicates, readings that changed labels, unknown patients
   * @param leftOut files that could not be used
   */
  public record Data(List<Split> splits, List<String> notes, List<LeftOutFile> leftOut) {
    public Data {
      splits = List.copyOf(splits);
      notes = List.copyOf(notes);
      leftOut = List.copyOf(leftOut);
    }
  }

  public record Split(String name, int normal, int pneumonia, int patients) {}

  public record LeftOutFile(String sha256, String reason) {}

  /**
   * An X-ray on the wrong side of the threshold.
   *
   * @param label 0 NORMAL, 1 PNEUMONIA
   * @param probability of PNEUMONIA
   * @param gray the model's input, {@code [224 * 224]} gray levels
   * @param heatmap Grad-CAM of PNEUMONIA, {@code [7 * 7]} from 0 to 1, row by row
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared, and copying would double the pixels.
  public record Mistake(
      String set, String sha256, int label, double probability, byte[] gray, float[] heatmap) {}
}
