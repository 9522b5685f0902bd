package io.thoraflow.trainer.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.testing.SharedData;
import io.thoraflow.trainer.data.ModelInputs;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.testing.RealWeights;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The head of a few real X-rays, from their cached features, against values that were recorded
 * once: what changes the recipe, the cache or the shipped head shows here.
 */
class ReferenceSliceTest {
  /** Rounding of exponentials may differ between processors. */
  private static final double RELATIVE = 1e-4;

  @TempDir private Path folder;

  @Test
  void cachedFeaturesGiveTheHeadThatTheyGaveBefore() throws IOException {
    BackboneWeights real = RealWeights.assume();
    ReferenceSlice.Values before =
        Json.MAPPER.readValue(
            ReferenceSlice.resource(ReferenceSlice.VALUES), ReferenceSlice.Values.class);

    try (ReferenceSlice slice = ReferenceSlice.kept(folder, real)) {
      // When
      slice.complete(progress -> fail("the slice lacks features"));
      ReferenceSlice.Values now = slice.learn();

      // Then
      assertThat(now.decay()).isEqualTo(before.decay());
      assertClose(now.losses(), before.losses());
      assertThat(now.weights()).containsOnlyKeys(before.weights().keySet());
      before.weights().forEach((name, values) -> assertClose(now.weights().get(name), values));
      assertClose(now.margins(), before.margins());
      assertClose(now.shipped(), before.shipped());
    }
  }

  @Test
  void theXraysGiveTheFeaturesThatAreCached() throws IOException {
    BackboneWeights real = RealWeights.assume();
    Map<String, Path> files = files(SharedData.assumeDirectory("data", "chest_xray_224", "train"));

    try (ReferenceSlice kept = ReferenceSlice.kept(folder.resolve("kept"), real);
        ReferenceSlice made =
            ReferenceSlice.empty(
                withPixels(kept.inputs(), files), List.of(), folder.resolve("made"), real)) {
      made.complete(progress -> {});

      for (ModelInput input : kept.inputs()) {
        for (int variant = 0; variant <= 1; variant++) {
          assertThat(distance(made.features(input, variant), kept.features(input, variant)))
              .isLessThan(1e-3);
        }
      }
    }
  }

  private static List<ModelInput> withPixels(List<ModelInput> inputs, Map<String, Path> files) {
    ModelInputs reader = new ModelInputs(ReferenceSlice.RECIPE.features().input());
    return inputs.stream()
        .map(
            input ->
                new ModelInput(
                    input.sha256(), input.label(), () -> reader.read(files.get(input.sha256()))))
        .toList();
  }

  private static Map<String, Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(ReferenceSlice::sha256, Function.identity(), (file, copy) -> file));
    }
  }

  /** Relative, in the Euclidean norm. */
  private static double distance(float[] found, float[] expected) {
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += Math.pow(found[i] - expected[i], 2);
      norm += Math.pow(expected[i], 2);
    }
    return Math.sqrt(difference / norm);
  }

  private static void assertClose(List<? extends Number> found, List<? extends Number> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertClose(found.get(i).doubleValue(), expected.get(i).doubleValue());
    }
  }

  private static void assertClose(Map<String, Double> found, Map<String, Double> expected) {
    assertThat(found).containsOnlyKeys(expected.keySet());
    expected.forEach((name, value) -> assertClose(found.get(name), value));
  }

  private static void assertClose(double found, double expected) {
    assertThat(found).isCloseTo(expected, within(RELATIVE * Math.max(1e-3, Math.abs(expected))));
  }
}
