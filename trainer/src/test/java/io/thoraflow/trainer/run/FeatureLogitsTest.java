package io.thoraflow.trainer.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.trainer.weights.InvalidModelException;
import org.junit.jupiter.api.Test;

class FeatureLogitsTest {
  @Test
  void aHeadThatGivesNoNumbersEndsTheRunInASentence() {
    assertThatThrownBy(
            () -> FeatureLogits.verify(new double[] {1, Double.NaN, Double.POSITIVE_INFINITY}))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("the trained head gives no number for 2 of 3 X-rays");
    assertThatCode(() -> FeatureLogits.verify(new double[] {1, -40})).doesNotThrowAnyException();
  }
}
