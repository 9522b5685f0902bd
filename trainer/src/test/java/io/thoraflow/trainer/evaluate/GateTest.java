package io.thoraflow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
  private static final Gate GATE = Gate.STANDARD;
  private final List<Prediction> holdout = Readings.normal(1_200, 3, 2, 1);

  private static Gate.Reader reader(List<Prediction> predictions) {
    return Gate.Reader.of(predictions, new OperatingRule.Keeping(0.95));
  }

  private static List<Prediction> noisy(List<Prediction> predictions, double noise) {
    Random random = new Random(9);
    return predictions.stream()
        .map(p -> withLogit(p, p.logit() + noise * random.nextGaussian()))
        .toList();
  }

  private static Prediction withLogit(Prediction p, double logit) {
    return new Prediction(p.sha256(), p.patient(), p.label(), logit);
  }

  /** As a model that separates the classes without a mistake. */
  private static List<Prediction> separated(int ofAClass) {
    return Readings.normal(2 * ofAClass, 30, 1, 3);
  }

  @Test
  void aCandidateThatReadsAlikeIsPublished() {
    Verdict verdict = GATE.compare(reader(noisy(holdout, 0.05)), reader(holdout));

    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    assertThat(verdict.serves()).isTrue();
    assertThat(verdict.numbers())
        .containsKeys("auroc", "aurocDifferenceLow", "sensitivity", "specificityDifferenceLow");
  }

  @Test
  void aWorseRankingIsRefusedWithTheDifference() {
    Verdict verdict = GATE.compare(reader(noisy(holdout, 3)), reader(holdout));

    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    assertThat(verdict.serves()).isFalse();
    assertThat(verdict.reason())
        .startsWith("its figures differ from the serving model's: AUROC by -0.")
        .contains("worse in AUROC and specificity");
    assertThat(verdict.numbers().get("aurocDifferenceLow")).isLessThan(-0.02);
  }

  @Test
  void missingMoreOrAlarmingMoreAtAFixedThresholdIsRefused() {
    Gate.Reader middle = Gate.Reader.of(holdout, OperatingRule.Fixed.at(1, 0.5));
    Gate.Reader strict = Gate.Reader.of(holdout, OperatingRule.Fixed.at(1, 0.8));
    Gate.Reader lax = Gate.Reader.of(holdout, OperatingRule.Fixed.at(1, 0.2));

    assertThat(GATE.compare(strict, middle).reason()).endsWith(": worse in sensitivity");
    assertThat(GATE.compare(lax, middle).reason()).endsWith(": worse in specificity");
  }

  /** Seen: 28 validation X-rays on which both made no mistake published a model that was worse. */
  @ParameterizedTest
  @ValueSource(ints = {3, 14, 50, 148})
  void fewPatientsDecideNothingHoweverWellTheyAreRead(int ofAClass) {
    List<Prediction> few = separated(ofAClass);

    Verdict verdict = GATE.compare(reader(few), reader(few));

    assertThat(verdict).isInstanceOf(Verdict.Undecided.class);
    assertThat(verdict.serves()).isFalse();
    assertThat(verdict.reason())
        .endsWith(
            "fewer than 149 of each: %d and %d are missing"
                .formatted(149 - ofAClass, 149 - ofAClass));
  }

  @Test
  void noMistakeAmongSomePatientsDoesNotProveThatTheNextIsReadRight() {
    List<Prediction> enough = separated(149);

    Verdict verdict = GATE.compare(reader(enough), reader(enough));

    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    assertThat(verdict.numbers().get("aurocDifference")).isZero();
    assertThat(verdict.numbers().get("aurocDifferenceLow")).isBetween(-0.02, -0.0199);
    assertThat(verdict.numbers().get("sensitivityDifferenceLow")).isBetween(-0.02, -0.0199);
  }

  @Test
  void manyXraysOfFewPatientsAreFewPatients() {
    List<Prediction> manyOfFew = Readings.normal(1_200, 3, 30, 1);

    assertThat(GATE.compare(reader(manyOfFew), reader(manyOfFew)).reason())
        .contains("20 patients with NORMAL and 20 with PNEUMONIA");
  }

  @Test
  void whatWasChosenOnXraysIsNotJudgedOnThem() {
    // Given: for each fold a candidate that knows the answers of all other folds, and guesses there
    Folds folds = Folds.of(holdout);
    Random random = new Random(4);
    List<List<Prediction>> byFold =
        IntStream.range(0, Folds.COUNT)
            .mapToObj(
                fold ->
                    holdout.stream()
                        .map(
                            p ->
                                withLogit(
                                    p,
                                    folds.of(p.patient()) == fold
                                        ? random.nextGaussian()
                                        : 20 * p.label() - 10))
                        .toList())
            .toList();

    // When
    Verdict verdict =
        GATE.compare(
            new Gate.Reader(byFold, folds, new OperatingRule.Keeping(0.95)), reader(holdout));

    // Then
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    assertThat(verdict.numbers().get("auroc")).isBetween(0.4, 0.6);
  }

  @Test
  void aDeadHeadIsRefusedWhateverServes() {
    List<Prediction> dead = holdout.stream().map(p -> withLogit(p, 0.3)).toList();

    assertThat(GATE.alone(reader(dead)).reason()).contains("the head is dead");
    assertThat(GATE.compare(reader(dead), reader(dead))).isInstanceOf(Verdict.Refused.class);
    assertThat(GATE.alone(reader(dead.subList(0, 4)))).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void whereNothingServesMoreThanChanceIsAsked() {
    assertThat(GATE.alone(reader(noisy(holdout, 1000)))).isInstanceOf(Verdict.Refused.class);
    assertThat(GATE.alone(reader(holdout))).isInstanceOf(Verdict.Accepted.class);
    assertThat(GATE.alone(reader(separated(10)))).isInstanceOf(Verdict.Accepted.class);
    assertThat(GATE.alone(reader(separated(9))).reason())
        .endsWith("fewer than 10 of each: 1 and 1 are missing");
    assertThat(GATE.alone(reader(Readings.normal(20, 0.7, 1, 1))))
        .isInstanceOf(Verdict.Undecided.class);
  }

  @Test
  void bothModelsAreComparedOnTheSameXrayWhateverTheirOrder() {
    List<Prediction> shuffled = new ArrayList<>(holdout);
    Collections.shuffle(shuffled, new Random(2));

    Verdict verdict = GATE.compare(reader(holdout), reader(shuffled));

    assertThat(verdict.numbers().get("aurocDifference")).isZero();
    assertThat(verdict.numbers().get("specificityDifference")).isZero();
  }

  @Test
  void copiesOfAnXrayAreNoObstacle() {
    List<Prediction> withCopy = new ArrayList<>(holdout);
    withCopy.add(holdout.get(0));

    Verdict verdict = GATE.compare(reader(withCopy), reader(withCopy));

    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void anXrayThatTheServingModelHasNotReadIsNamed() {
    assertThatThrownBy(
            () -> GATE.compare(reader(holdout), reader(holdout.subList(1, holdout.size()))))
        .hasMessage("the serving model has not read X-ray " + holdout.get(0).sha256());
  }
}
