package io.thoraflow.trainer.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thoraflow.trainer.graph.Tensors;
import io.thoraflow.trainer.testing.GeneratedWeights;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat32;

class AugmentationGraphTest {
  private static final int SIZE = 224;

  private final byte[] image = GeneratedWeights.image(3);

  @Test
  void theIdentityChangesNoPixel() {
    float[] found = apply(AugmentationRanges.SEED, new Distortion(Affine.IDENTITY));
    for (int pixel = 0; pixel < found.length; pixel++) {
      assertThat(found[pixel]).isEqualTo(gray(pixel));
    }
  }

  @Test
  void aFlipMirrorsLeftAndRight() {
    float[] found = apply(AugmentationRanges.SEED, new Distortion(Affine.flip()));
    for (int pixel = 0; pixel < found.length; pixel++) {
      int mirrored = pixel / SIZE * SIZE + SIZE - 1 - pixel % SIZE;
      assertThat(found[pixel]).isEqualTo(gray(mirrored));
    }
  }

  @Test
  void aShiftMovesWholePixelsAndRepeatsTheEdge() {
    float[] found = apply(AugmentationRanges.SEED, new Distortion(Affine.shift(3, -5)));
    for (int pixel = 0; pixel < found.length; pixel++) {
      int x = Math.min(SIZE - 1, pixel % SIZE + 3);
      int y = Math.max(0, pixel / SIZE - 5);
      assertThat(found[pixel]).isEqualTo(gray(y * SIZE + x));
    }
  }

  @Test
  void aQuarterTurnMovesRowsToColumns() {
    float[] found = apply(AugmentationRanges.SEED, new Distortion(Affine.rotation(90)));
    for (int pixel = 0; pixel < found.length; pixel++) {
      int x = pixel % SIZE;
      int y = pixel / SIZE;
      assertThat(found[pixel]).isCloseTo(gray(x * SIZE + SIZE - 1 - y), within(0.01f));
    }
  }

  @Test
  void graysFollowGammaContrastAndBrightness() {
    float[] found =
        apply(AugmentationRanges.ROBUST, new Distortion(Affine.IDENTITY, 1.2f, 0.9f, 7, 0));
    for (int pixel = 0; pixel < found.length; pixel++) {
      double curved = 255 * Math.pow(gray(pixel) / 255, 1.2);
      double expected = (curved - 127.5) * 0.9 + 127.5 + 7;
      assertThat((double) found[pixel])
          .isCloseTo(Math.min(255, Math.max(0, expected)), within(0.01));
    }
  }

  @Test
  void blurKeepsTheMeanAndTakesAwayTheNoise() {
    float[] sharp = apply(AugmentationRanges.ROBUST, new Distortion(Affine.IDENTITY));
    float[] blurred = apply(AugmentationRanges.ROBUST, new Distortion(Affine.IDENTITY, 1, 1, 0, 1));
    assertThat(mean(blurred)).isCloseTo(mean(sharp), within(0.1));
    assertThat(roughness(blurred)).isLessThan(roughness(sharp) / 4);
  }

  private float[] apply(AugmentationRanges ranges, Distortion distortion) {
    try (AugmentationGraph graph = new AugmentationGraph(ranges);
        TFloat32 pixels = graph.apply(List.of(image), List.of(distortion))) {
      return Tensors.toArray(pixels);
    }
  }

  private float gray(int pixel) {
    return image[pixel] & 0xff;
  }

  private static double mean(float[] pixels) {
    double sum = 0;
    for (float pixel : pixels) {
      sum += pixel;
    }
    return sum / pixels.length;
  }

  /** Mean distance of neighbours. */
  private static double roughness(float[] pixels) {
    double sum = 0;
    for (int pixel = 1; pixel < pixels.length; pixel++) {
      sum += pixel % SIZE == 0 ? 0 : Math.abs(pixels[pixel] - pixels[pixel - 1]);
    }
    return sum / pixels.length;
  }
}
