package io.thoraflow.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How often the {@link Gate} lets models pass of which it is known how they compare: both read
 * patients that are drawn anew in every trial.
 *
 * <p>In a class the logits of both models are normal with standard deviation 1 and correlate, as
 * those of heads on one backbone do. Every second patient has two X-rays, whose logits correlate by
 * a half.
 */
public final class GateSimulation {
  private static final double OF_PATIENT = 0.5;
  private static final OperatingRule REFITTED = new OperatingRule.Keeping(0.95);

  /** AUROC 0.975; at a sensitivity of 0.95 the specificity is 0.870. */
  private static final double USUAL = 2.772;

  /** AUROC 0.9998. */
  private static final double CEILING = 5;

  /** Below all that a model says of an X-ray. */
  private static final double LOST = -9;

  private GateSimulation() {}

  /** How candidate and serving model compare. */
  public enum Scenario {
    EQUAL("equal, AUROC 0.975", true),
    EQUAL_CEILING("equal, AUROC 0.9998", true),
    AUROC("AUROC 0.955 for 0.975, thresholds refitted", false),
    SPECIFICITY("specificity 0.840 for 0.870, thresholds refitted", false),
    FIXED_SENSITIVITY("sensitivity 0.92 for 0.95, thresholds fixed", false),
    FIXED_SPECIFICITY("specificity 0.840 for 0.870, thresholds fixed", false),
    LOST_PNEUMONIAS("at the ceiling, 2 % of pneumonias lost: AUROC 0.98 for 1", false),
    LOST_NORMALS("at the ceiling, 2 % of normals lost: AUROC 0.98 for 1", false),
    LOST_SENSITIVITY("at the ceiling, 3 % of pneumonias lost, thresholds fixed", false);

    private final String text;
    private final boolean equal;

    Scenario(String text, boolean equal) {
      this.text = text;
      this.equal = equal;
    }

    public String text() {
      return text;
    }

    public boolean isEqual() {
      return equal;
    }
  }

  /**
   * @param candidate distance of the classes' mean logits
   * @param serving likewise
   * @param lostPneumonias share that the candidate alone reads as surely NORMAL
   * @param lostNormals share that the candidate alone reads as surely PNEUMONIA
   */
  private record Pair(
      double candidate,
      double serving,
      double lostPneumonias,
      double lostNormals,
      OperatingRule rule,
      OperatingRule servingRule) {}

  private static Pair pair(Scenario scenario) {
    return switch (scenario) {
      case EQUAL -> usual(USUAL);
      case EQUAL_CEILING -> ceiling(0, 0, REFITTED);
      case AUROC -> usual(2.398);
      case SPECIFICITY -> usual(2.640);
      case FIXED_SENSITIVITY -> fixed(1.367);
      case FIXED_SPECIFICITY -> fixed(0.995);
      case LOST_PNEUMONIAS -> ceiling(0.02, 0, REFITTED);
      case LOST_NORMALS -> ceiling(0, 0.02, REFITTED);
      case LOST_SENSITIVITY -> ceiling(0.03, 0, new OperatingRule.Fixed(CEILING / 2));
    };
  }

  private static Pair usual(double separation) {
    return new Pair(separation, USUAL, 0, 0, REFITTED, REFITTED);
  }

  private static Pair fixed(double logit) {
    return new Pair(
        USUAL, USUAL, 0, 0, new OperatingRule.Fixed(logit), new OperatingRule.Fixed(USUAL - 1.645));
  }

  private static Pair ceiling(double lostPneumonias, double lostNormals, OperatingRule rule) {
    return new Pair(CEILING, CEILING, lostPneumonias, lostNormals, rule, rule);
  }

  /** Shares of trials. */
  public record Rates(double accepted, double undecided, double refused) {}

  /**
   * @param patients of both classes together
   * @param pneumonias share of patients with PNEUMONIA
   * @param correlation of both models' logits in a class
   */
  public record Setting(int patients, double pneumonias, double correlation) {}

  public static Rates run(Gate gate, Scenario scenario, Setting setting, int trials, long seed) {
    Random random = new Random(seed);
    int accepted = 0;
    int undecided = 0;
    for (int trial = 0; trial < trials; trial++) {
      Verdict verdict = trial(gate, pair(scenario), setting, random);
      accepted += verdict instanceof Verdict.Accepted ? 1 : 0;
      undecided += verdict instanceof Verdict.Undecided ? 1 : 0;
    }
    return new Rates(
        (double) accepted / trials,
        (double) undecided / trials,
        (double) (trials - accepted - undecided) / trials);
  }

  private static Verdict trial(Gate gate, Pair pair, Setting setting, Random random) {
    List<Prediction> candidate = new ArrayList<>();
    List<Prediction> serving = new ArrayList<>();
    for (int patient = 0; patient < setting.patients(); patient++) {
      int label = patient < Math.round(setting.pneumonias() * setting.patients()) ? 1 : 0;
      double shared = random.nextGaussian();
      double own = random.nextGaussian();
      double other = random.nextGaussian();
      boolean lost =
          random.nextDouble() < (label == 1 ? pair.lostPneumonias() : pair.lostNormals());
      for (int xray = 0; xray <= patient % 2; xray++) {
        double common = mixed(OF_PATIENT, shared, random.nextGaussian());
        double ours = mixed(OF_PATIENT, own, random.nextGaussian());
        double theirs = mixed(OF_PATIENT, other, random.nextGaussian());
        String id = patient + "-" + xray;
        double logit = pair.candidate() * label + mixed(setting.correlation(), common, ours);
        candidate.add(prediction(id, patient, label, lost ? (2 * label - 1) * LOST : logit));
        serving.add(
            prediction(
                id,
                patient,
                label,
                pair.serving() * label + mixed(setting.correlation(), common, theirs)));
      }
    }
    return gate.compare(
        Gate.Reader.of(candidate, pair.rule()), Gate.Reader.of(serving, pair.servingRule()));
  }

  private static Prediction prediction(String id, int patient, int label, double logit) {
    return new Prediction(id, Integer.toString(patient), label, logit);
  }

  private static double mixed(double share, double first, double second) {
    return Math.sqrt(share) * first + Math.sqrt(1 - share) * second;
  }
}
