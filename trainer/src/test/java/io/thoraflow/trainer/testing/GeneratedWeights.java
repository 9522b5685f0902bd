package io.thoraflow.trainer.testing;

import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.ResNet50Layout;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random weights of full size, scaled so that activations neither vanish nor explode. */
public final class GeneratedWeights {
  private GeneratedWeights() {}

  public static BackboneWeights backbone(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<WeightTensor> tensors = new ArrayList<>();
    ResNet50Layout.TENSORS.forEach(
        (name, shape) -> tensors.add(new WeightTensor(name, shape, values(name, shape, random))));
    return BackboneWeights.of(tensors);
  }

  public static SeedHeadWeights head(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return new SeedHeadWeights(
        tensor("dense/kernel", List.of(SeedHeadWeights.INPUTS, 128), 0.004, random),
        tensor("dense/bias", List.of(128), 0.1, random),
        tensor("dense_1/kernel", List.of(128, 2), 0.1, random),
        tensor("dense_1/bias", List.of(2), 0.1, random));
  }

  /** A random model input. */
  public static byte[] image(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    byte[] pixels = new byte[224 * 224];
    int slope = random.nextInt(1, 5);
    for (int pixel = 0; pixel < pixels.length; pixel++) {
      pixels[pixel] = (byte) ((pixel % 224) * slope / 4 + random.nextInt(40));
    }
    return pixels;
  }

  private static float[] values(String name, List<Integer> shape, SplittableRandom random) {
    int length = WeightTensor.elements(shape);
    if (name.endsWith("/kernel")) {
      int inputs = shape.get(0) * shape.get(1) * shape.get(2);
      return uniform(length, 0, Math.sqrt(4.0 / inputs), random);
    }
    if (name.endsWith("/gamma") || name.endsWith("/moving_variance")) {
      return uniform(length, 0.75, 0.25, random);
    }
    return uniform(length, 0, 0.1, random);
  }

  private static WeightTensor tensor(
      String name, List<Integer> shape, double scale, SplittableRandom random) {
    return new WeightTensor(name, shape, uniform(WeightTensor.elements(shape), 0, scale, random));
  }

  private static float[] uniform(int length, double centre, double reach, SplittableRandom random) {
    float[] values = new float[length];
    for (int index = 0; index < length; index++) {
      values[index] = (float) (centre + reach * (2 * random.nextDouble() - 1));
    }
    return values;
  }
}
