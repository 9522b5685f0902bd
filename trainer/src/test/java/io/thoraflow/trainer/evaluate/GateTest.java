package io.thoraflow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final Gate GATE = Gate.STANDARD;
  private final List<Prediction> holdout = Readings.normal(600, 3, 2, 1);

  private static Gate.Reader reader(List<Prediction> predictions) {
    return new Gate.Reader(predictions, 1, 0.5);
  }

  private static List<Prediction> noisy(List<Prediction> predictions, double noise) {
    Random random = new Random(9);
    return predictions.stream()
        .map(
            p ->
                new Prediction(
                    p.sha256(), p.patient(), p.label(), p.logit() + noise * random.nextGaussian()))
        .toList();
  }

  @Test
  void aCandidateThatReadsAlikeIsPublished() {
    Verdict verdict = GATE.compare(reader(noisy(holdout, 0.05)), reader(holdout));

    assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    assertThat(verdict.serves()).isTrue();
    assertThat(verdict.numbers()).containsKeys("auroc", "aurocDifferenceLow");
  }

  @Test
  void aWorseRankingIsRefusedWithTheDifference() {
    Verdict verdict = GATE.compare(reader(noisy(holdout, 3)), reader(holdout));

    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    assertThat(verdict.serves()).isFalse();
    assertThat(verdict.reason()).startsWith("its AUROC differs from the serving model's by -0.");
    assertThat(verdict.numbers().get("aurocDifferenceLow")).isLessThan(-0.01);
  }

  @Test
  void missingMoreAtItsOwnThresholdIsRefused() {
    Gate.Reader strict = new Gate.Reader(holdout, 1, 0.99);

    Verdict verdict = GATE.compare(strict, reader(holdout));

    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    assertThat(verdict.reason()).contains("it may miss more");
  }

  @Test
  void aDeadHeadIsRefusedWhateverServes() {
    List<Prediction> dead =
        holdout.stream().map(p -> new Prediction(p.sha256(), p.patient(), p.label(), 0.3)).toList();

    assertThat(GATE.alone(reader(dead)).reason()).contains("the head is dead");
    assertThat(GATE.compare(reader(dead), reader(dead))).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void chanceIsRefusedWhereNothingServes() {
    assertThat(GATE.alone(reader(noisy(holdout, 1000)))).isInstanceOf(Verdict.Refused.class);
    assertThat(GATE.alone(reader(holdout))).isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void bothModelsAreComparedOnTheSameXrayWhateverTheirOrder() {
    List<Prediction> shuffled = new ArrayList<>(holdout);
    Collections.shuffle(shuffled, new Random(2));

    Verdict verdict = GATE.compare(reader(holdout), reader(shuffled));

    assertThat(verdict.numbers().get("aurocDifference")).isZero();
    assertThat(verdict.numbers().get("aurocDifferenceLow")).isZero();
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
