package io.thoraflow.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.Head;
import io.thoraflow.trainer.graph.Standardization;
import io.thoraflow.trainer.graph.StandardizedLinearHead;
import io.thoraflow.trainer.weights.WeightTensor;
import io.thoraflow.trainer.weights.WeightsFingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeadTrainerTest {
  private static final int FEATURES = FeatureView.PYRAMID.length();
  private static final int IMAGES = 40;
  private static final FullBatchFit FIT = new FullBatchFit(50, AdamSettings.keras(1e-2f), 1e-2f);

  private final List<float[]> features = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();

  HeadTrainerTest() {
    SplittableRandom random = new SplittableRandom(9);
    for (int image = 0; image < IMAGES; image++) {
      float[] row = new float[FEATURES];
      int label = image % 2;
      for (int feature = 0; feature < FEATURES; feature++) {
        row[feature] = random.nextFloat() + (feature < 20 ? label : 0);
      }
      features.add(row);
      labels.add(label);
    }
  }

  @Test
  void theSameDataGiveTheSameWeightsBitForBit() {
    Head first = FIT.fit(start(), features, labels);
    Head second = FIT.fit(start(), features, labels);
    assertThat(WeightsFingerprint.of(first.weights()))
        .isEqualTo(WeightsFingerprint.of(second.weights()))
        .isNotEqualTo(WeightsFingerprint.of(start().weights()));
  }

  @Test
  void aTrainedHeadTellsTheClassesApart() {
    Head head = FIT.fit(start(), features, labels);
    try (HeadTrainer trainer = new HeadTrainer(head, AdamSettings.keras(1e-3f), 0)) {
      List<float[]> probabilities = trainer.predict(features);
      for (int image = 0; image < IMAGES; image++) {
        assertThat(probabilities.get(image)[labels.get(image)]).isGreaterThan(0.8f);
      }
    }
  }

  /** Losses, gradients and updates recomputed in double precision from their formulas. */
  @Test
  void stepsFollowAdamsFormulas() {
    // Given
    float decay = 0.05f;
    AdamSettings settings = AdamSettings.keras(1e-2f);
    PlainRegression plain = new PlainRegression(features, labels, settings, decay);

    // When
    try (HeadTrainer trainer = new HeadTrainer(start(), settings, decay)) {
      for (int step = 0; step < 10; step++) {
        // Then
        assertThat((double) trainer.step(features, labels))
            .as("loss %d", step)
            .isCloseTo(plain.step(), within(1e-4));
      }
      WeightTensor kernel = trainer.weights().get("head/output/kernel");
      double[] expected = plain.kernel();
      for (int index = 0; index < expected.length; index++) {
        assertThat((double) kernel.values().get(index)).isCloseTo(expected[index], within(1e-4));
      }
    }
  }

  private StandardizedLinearHead start() {
    return StandardizedLinearHead.untrained(FeatureView.PYRAMID, Standardization.ofLog1p(features));
  }
}
