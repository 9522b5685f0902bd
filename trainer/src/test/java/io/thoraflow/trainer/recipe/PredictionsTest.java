package io.thoraflow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionsTest {
  @Test
  void theAurocIsTheShareOfPairsInOrderTiesHalf() {
    // Pairs (0.5, 0.2), (0.5, 0.5), (0.9, 0.2), (0.9, 0.5).
    Predictions predictions = new Predictions(List.of(0.5, 0.9, 0.2, 0.5), List.of(1, 1, 0, 0));
    assertThat(predictions.auroc()).isCloseTo(3.5 / 4, within(1e-12));
  }

  @Test
  void aHeadThatSaysTheSameOfAllIsDeadAndKnowsNothing() {
    Predictions same = new Predictions(List.of(0.7, 0.7, 0.7), List.of(0, 1, 1));
    assertThat(same.areConstant()).isTrue();
    assertThat(same.auroc()).isEqualTo(0.5);
    assertThat(new Predictions(List.of(Double.NaN, 0.7), List.of(0, 1)).areConstant()).isTrue();
  }

  @Test
  void aHeadThatIsSureOfAllMayStillTellThemApart() {
    Predictions sure = new Predictions(List.of(40.0, 50.0), List.of(0, 1));
    assertThat(sure.areConstant()).isFalse();
    assertThat(sure.auroc()).isEqualTo(1);
  }

  @Test
  void theLossIsTheMeanLogarithmAndStaysFinite() {
    double likely = Math.log(0.8 / 0.2);
    double unlikely = Math.log(0.3 / 0.7);
    assertThat(new Predictions(List.of(likely, unlikely), List.of(1, 0)).loss())
        .isCloseTo(-(Math.log(0.8) + Math.log(0.7)) / 2, within(1e-12));
    assertThat(new Predictions(List.of(-1000.0), List.of(1)).loss())
        .isCloseTo(-Math.log(1e-7), within(1e-6));
  }
}
