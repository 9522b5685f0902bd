package io.thoraflow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatingPointTest {
  @Test
  void theTemperatureOfOverconfidentLogitsIsFoundAgain() {
    // Given: labels drawn with the true probabilities, and logits three times too large
    Random random = new Random(7);
    List<Prediction> predictions =
        IntStream.range(0, 5_000)
            .mapToObj(
                i -> {
                  double logit = 2 * random.nextGaussian();
                  int label = random.nextDouble() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
                  return new Prediction("x" + i, "p" + i, label, 3 * logit);
                })
            .toList();

    // When
    double temperature = Temperature.fit(predictions);

    // Then
    assertThat(temperature).isEqualTo(3, within(0.3));
    assertThat(calibrationError(predictions, temperature))
        .isLessThan(calibrationError(predictions, 1) / 3);
  }

  private static double calibrationError(List<Prediction> predictions, double temperature) {
    return Evaluation.of(predictions, temperature, 0.5).metric(Metric.CALIBRATION_ERROR).value();
  }

  /** By Laplace's rule of succession. */
  @ParameterizedTest
  @ValueSource(ints = {1, 18, 300})
  void separableXraysAreCalledNoMoreCertainThanTheirNumberShows(int ofAClass) {
    List<Prediction> predictions =
        IntStream.range(0, ofAClass)
            .boxed()
            .flatMap(i -> Readings.of(1, 3, 0, -3).stream())
            .toList();

    double temperature = Temperature.fit(predictions);

    assertThat(predictions.get(0).probability(temperature))
        .isEqualTo((ofAClass + 1.0) / (ofAClass + 2), within(1e-6));
  }

  /** As the default recipe meets it where few X-rays are at hand. */
  @Test
  void oneMistakeOnOtherXraysCostsLittleAfterASeparableValidationSide() {
    // Given: 38 pneumonias and 16 normal X-rays without a mistake, and one of each just beyond it
    List<Prediction> validation =
        IntStream.range(0, 54)
            .mapToObj(
                i -> new Prediction("x" + i, "p" + i, i < 38 ? 1 : 0, i < 38 ? 2 + i : -2 - i))
            .toList();
    List<Prediction> others = Readings.of(1, -1.5, 0, 1.5, 1, 8, 0, -8);

    // When
    double temperature = Temperature.fit(validation);

    // Then
    assertThat(Evaluation.of(others, temperature, 0.5).metric(Metric.LOG_LOSS).value())
        .isLessThan(Math.log(2));
  }

  @Test
  void theReasonOfATemperatureNamesHowCertainLabelsCount() {
    assertThat(Temperature.reason(Readings.of(1, 3, 1, 2, 0, -3)))
        .contains("3/4 and 2/3 certain", "2 and 1 X-rays");
  }

  @Test
  void theThresholdIsTheHighestThatKeepsTheSensitivity() {
    // Given: 20 pneumonias, of which 19 are at least 0.95
    List<Prediction> predictions = Readings.normal(400, 2, 1, 11);

    // When
    double threshold = Threshold.keeping(0.95, predictions, 1.5);

    // Then
    Confusion at = Evaluation.of(predictions, 1.5, threshold).confusion();
    assertThat(at.sensitivity()).isGreaterThanOrEqualTo(0.95);
    double next =
        predictions.stream()
            .filter(p -> p.label() == 1)
            .mapToDouble(p -> p.probability(1.5))
            .filter(p -> p >= threshold)
            .min()
            .orElseThrow();
    assertThat(Evaluation.of(predictions, 1.5, Math.nextUp(next)).confusion().sensitivity())
        .isLessThan(0.95);
  }

  @Test
  void fullSensitivityFindsEveryPneumonia() {
    double threshold = Threshold.keeping(1, Readings.of(1, -2, 1, 4, 0, -3, 0, 1), 1);

    assertThat(threshold).isBetween(1 / (1 + Math.exp(3)), 1 / (1 + Math.exp(2)));
  }
}
