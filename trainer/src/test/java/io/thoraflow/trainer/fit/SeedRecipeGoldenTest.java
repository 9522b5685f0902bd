package io.thoraflow.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.trainer.feature.FeatureExtractor;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.graph.SeedHead;
import io.thoraflow.trainer.testing.Golden;
import io.thoraflow.trainer.testing.RealWeights;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Features, losses and weights equal Keras's own, from the same images and the same head. */
class SeedRecipeGoldenTest {
  private static final int BATCH_SIZE = 32;

  @ParameterizedTest
  @EnumSource(ImagePreprocessing.class)
  void trainsLikeKeras(ImagePreprocessing preprocessing) throws Exception {
    BackboneWeights weights = RealWeights.assume();
    JsonNode golden = Golden.json("seed_head.json");
    JsonNode expected = golden.get(preprocessing.name().toLowerCase(Locale.ROOT));
    List<byte[]> images = Golden.images(golden.get("files"), 64);
    List<Integer> labels =
        IntStream.range(0, 64)
            .mapToObj(image -> golden.at("/labels/" + image + "/1").asInt())
            .toList();

    List<float[]> features;
    try (FeatureExtractor extractor =
        new FeatureExtractor(weights, preprocessing, FeatureView.CONV5_MAP)) {
      features = extractor.extract(images, done -> {});
    }
    verifyFeatures(features, expected);
    verifyTraining(features, labels, 1e-3f, expected.get("adam_0.001_5_steps"), expected);
    verifyTraining(features, labels, 1e-5f, expected.get("adam_1e-05_20_steps"), expected);
  }

  private static void verifyFeatures(List<float[]> features, JsonNode expected) {
    double sum = 0;
    for (float[] row : features) {
      for (float value : row) {
        sum += value;
      }
    }
    assertThat(sum / features.size() / features.get(0).length)
        .isCloseTo(expected.get("features_mean").asDouble(), within(1e-5));
    assertSlice(
        "features",
        Arrays.copyOf(features.get(0), 8),
        Golden.values(expected.get("features_first_image_first_8")));
  }

  private static void verifyTraining(
      List<float[]> features,
      List<Integer> labels,
      float learningRate,
      JsonNode expected,
      JsonNode before) {
    try (HeadTrainer trainer =
        new HeadTrainer(formulaHead(), AdamSettings.keras(learningRate), 0)) {
      verifyProbabilities(trainer, features, before.get("probabilities"));
      JsonNode losses = expected.get("losses");
      for (int step = 0; step < losses.size(); step++) {
        int start = step % 2 * BATCH_SIZE;
        float loss =
            trainer.step(
                features.subList(start, start + BATCH_SIZE),
                labels.subList(start, start + BATCH_SIZE));
        double keras = losses.get(step).asDouble();
        assertThat((double) loss)
            .as("loss %d at rate %s", step, learningRate)
            .isCloseTo(keras, within(2e-4 * Math.max(1, keras)));
      }
      verifyWeights(trainer.weights(), expected);
      verifyProbabilities(trainer, features, expected.get("probabilities"));
    }
  }

  private static void verifyWeights(Map<String, WeightTensor> weights, JsonNode expected) {
    assertSlice(
        "hidden kernel",
        first(weights, "head/hidden/kernel", 8),
        Golden.values(expected.get("dense1_kernel_row0_first_8")));
    assertSlice(
        "hidden bias",
        first(weights, "head/hidden/bias", 8),
        Golden.values(expected.get("dense1_bias_first_8")));
    assertSlice(
        "output kernel",
        first(weights, "head/output/kernel", 8),
        Arrays.stream(Golden.rows(expected.get("dense2_kernel_first_4_rows")))
            .flatMapToDouble(Arrays::stream)
            .toArray());
    assertSlice(
        "output bias",
        first(weights, "head/output/bias", 2),
        Golden.values(expected.get("dense2_bias")));
  }

  private static void verifyProbabilities(
      HeadTrainer trainer, List<float[]> features, JsonNode expected) {
    List<float[]> found = trainer.predict(features);
    for (int image = 0; image < found.size(); image++) {
      assertThat((double) found.get(image)[1])
          .as("probability of image %d", image)
          .isCloseTo(expected.get(image).get(1).asDouble(), within(1e-3));
    }
  }

  private static float[] first(Map<String, WeightTensor> weights, String name, int count) {
    float[] values = new float[count];
    weights.get(name).values().get(values);
    return values;
  }

  /** Relative L2 distance of at most 1e-3. */
  private static void assertSlice(String what, float[] found, double[] expected) {
    double difference = 0;
    double norm = 0;
    for (int index = 0; index < expected.length; index++) {
      difference += Math.pow(found[index] - expected[index], 2);
      norm += Math.pow(expected[index], 2);
    }
    assertThat(Math.sqrt(difference)).as(what).isLessThanOrEqualTo(1e-3 * Math.sqrt(norm));
  }

  private static SeedHead formulaHead() {
    return new SeedHead(
        new SeedHeadWeights(
            formula("hidden/kernel", List.of(SeedHeadWeights.INPUTS, 128), 0.002f, 1),
            new WeightTensor("hidden/bias", List.of(128), new float[128]),
            formula("output/kernel", List.of(128, 2), 0.1f, 2),
            new WeightTensor("output/bias", List.of(2), new float[2])));
  }

  /** Element n is ((n * 2654435761 + salt) mod 2^32) / 2^31 - 1, times scale. */
  private static WeightTensor formula(String name, List<Integer> shape, float scale, int salt) {
    float[] values = new float[WeightTensor.elements(shape)];
    for (int n = 0; n < values.length; n++) {
      long mixed = (n * 2654435761L + salt) & 0xffffffffL;
      values[n] = (float) (mixed / (double) (1L << 31) - 1) * scale;
    }
    return new WeightTensor(name, shape, values);
  }
}
