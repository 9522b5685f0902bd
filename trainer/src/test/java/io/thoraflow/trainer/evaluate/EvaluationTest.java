package io.thoraflow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {
  private static final double EXACT = 1e-12;

  @Test
  void figuresOfFourXraysAreThoseOfPaperAndPencil() {
    // Given: probabilities 0.88, 0.73, 0.50, 0.27
    List<Prediction> predictions = Readings.of(1, 2, 0, 1, 1, 0, 0, -1);

    // When
    Evaluation evaluation = Evaluation.of(predictions, 1, 0.6);

    // Then: of the four pairs only (0.50, 0.73) is in the wrong order
    assertThat(evaluation.metric(Metric.AUROC).value()).isEqualTo(0.75, within(EXACT));
    assertThat(evaluation.metric(Metric.AVERAGE_PRECISION).value())
        .isEqualTo((1 + 2 / 3.0) / 2, within(EXACT));
    assertThat(evaluation.confusion()).isEqualTo(new Confusion(1, 1, 1, 1));
    assertThat(evaluation.metric(Metric.ACCURACY).value()).isEqualTo(0.5, within(EXACT));
    assertThat(evaluation.roc())
        .containsExactly(
            new CurvePoint(0, 0),
            new CurvePoint(0, 0.5),
            new CurvePoint(0.5, 0.5),
            new CurvePoint(0.5, 1),
            new CurvePoint(1, 1));
    assertThat(evaluation.precisionRecall().get(0)).isEqualTo(new CurvePoint(0.5, 1));
    double high = 1 / (1 + Math.exp(-2));
    double middle = 1 / (1 + Math.exp(-1));
    assertThat(evaluation.metric(Metric.BRIER).value())
        .isEqualTo(
            ((1 - high) * (1 - high) + middle * middle + 0.25 + (1 - middle) * (1 - middle)) / 4,
            within(EXACT));
    assertThat(evaluation.metric(Metric.LOG_LOSS).value())
        .isEqualTo(
            -(Math.log(high) + Math.log(1 - middle) + Math.log(0.5) + Math.log(middle)) / 4,
            within(EXACT));
    assertThat(evaluation.metric(Metric.CALIBRATION_ERROR).value())
        .isEqualTo(((1 - high) + middle + 0.5 + (1 - middle)) / 4, within(EXACT));
  }

  @Test
  void aurocIsTheShareOfPairsInTheRightOrderAndTiesCountHalf() {
    // Given: logits with many ties
    List<Prediction> rounded =
        Readings.normal(300, 1, 1, 5).stream()
            .map(
                p -> new Prediction(p.sha256(), p.patient(), p.label(), 0.0 + Math.rint(p.logit())))
            .toList();

    // When
    double auroc = Evaluation.of(rounded, 1, 0.5).metric(Metric.AUROC).value();

    // Then
    double right = 0;
    double pairs = 0;
    for (Prediction sick : rounded) {
      for (Prediction well : rounded) {
        if (sick.label() == 1 && well.label() == 0) {
          pairs++;
          right += Double.compare(sick.logit(), well.logit()) / 2.0 + 0.5;
        }
      }
    }
    assertThat(auroc).isEqualTo(right / pairs, within(EXACT));
  }

  @Test
  void theIntervalCoversTheTruthAboutAsOftenAsItSays() {
    // Given: AUROC of two normal distributions one standard deviation apart
    double truth = 0.7602;
    int covered = 0;

    // When
    for (int seed = 0; seed < 60; seed++) {
      Interval interval =
          Evaluation.of(Readings.normal(160, 1, 1, seed), 1, 0.5).metric(Metric.AUROC);
      assertThat(interval.value()).isBetween(interval.low(), interval.high());
      covered += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }

    // Then: 57 expected, 51 is less than 1 in 100
    assertThat(covered).isBetween(51, 60);
  }

  @Test
  void xraysOfOnePatientCountTogether() {
    // Given: the same predictions, once as 40 patients with copies and once as 400 patients
    List<Prediction> alone = Readings.normal(40, 1, 1, 3);
    List<Prediction> copies = new ArrayList<>();
    List<Prediction> strangers = new ArrayList<>();
    for (int copy = 0; copy < 10; copy++) {
      for (Prediction p : alone) {
        copies.add(new Prediction(p.sha256() + copy, p.patient(), p.label(), p.logit()));
        strangers.add(new Prediction(p.sha256() + copy, p.patient() + copy, p.label(), p.logit()));
      }
    }

    // When
    Interval byPatient = Evaluation.of(copies, 1, 0.5).metric(Metric.AUROC);
    Interval byXray = Evaluation.of(strangers, 1, 0.5).metric(Metric.AUROC);

    // Then: copies tell nothing new
    assertThat(byPatient.high() - byPatient.low())
        .isGreaterThan(2 * (byXray.high() - byXray.low()));
    assertThat(Evaluation.of(copies, 1, 0.5).patients()).isEqualTo(40);
  }

  @Test
  void oneClassAloneIsRefused() {
    assertThatThrownBy(() -> Evaluation.of(Readings.of(1, 1, 1, 2), 1, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("both classes are needed, but 2 of 2 X-rays are PNEUMONIA");
  }

  @Test
  void aLogitThatIsNotANumberIsRefused() {
    assertThatThrownBy(() -> Readings.of(1, Double.NaN))
        .hasMessage("logit must be finite, but is NaN");
  }
}
