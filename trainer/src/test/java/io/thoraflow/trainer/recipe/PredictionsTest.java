package io.thoraflow.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PredictionsTest {
  @Test
  void theAurocIsTheShareOfPairsInOrderTiesHalf() {
    // Given
    Random random = new Random(3);
    List<Double> probabilities = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int image = 0; image < 200; image++) {
      labels.add(random.nextInt(2));
      probabilities.add((random.nextInt(10) + 2 * labels.get(image)) / 12.0);
    }

    // When
    double auroc = new Predictions(probabilities, labels).auroc();

    // Then
    double won = 0;
    int pairs = 0;
    for (int positive = 0; positive < 200; positive++) {
      for (int negative = 0; negative < 200; negative++) {
        if (labels.get(positive) == 1 && labels.get(negative) == 0) {
          won +=
              (1 + Double.compare(probabilities.get(positive), probabilities.get(negative))) / 2.0;
          pairs++;
        }
      }
    }
    assertThat(auroc).isBetween(0.6, 0.9).isCloseTo(won / pairs, within(1e-12));
  }

  @Test
  void aHeadThatSaysTheSameOfAllIsDeadAndKnowsNothing() {
    Predictions same = new Predictions(List.of(0.7, 0.7, 0.7), List.of(0, 1, 1));
    assertThat(same.areConstant()).isTrue();
    assertThat(same.auroc()).isEqualTo(0.5);
    assertThat(new Predictions(List.of(0.7, 0.7, 0.71), List.of(0, 1, 1)).areConstant()).isFalse();
  }

  @Test
  void theLossIsTheMeanLogarithmAndStaysFinite() {
    assertThat(new Predictions(List.of(0.8, 0.3), List.of(1, 0)).loss())
        .isCloseTo(-(Math.log(0.8) + Math.log(0.7)) / 2, within(1e-12));
    assertThat(new Predictions(List.of(0.0), List.of(1)).loss())
        .isCloseTo(-Math.log(1e-7), within(1e-6));
  }
}
