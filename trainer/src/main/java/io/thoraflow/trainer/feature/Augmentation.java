package io.thoraflow.trainer.feature;

import io.thoraflow.trainer.feature.AugmentationRanges.Geometry;
import io.thoraflow.trainer.feature.AugmentationRanges.Photometry;
import java.util.Random;

/**
 * Makes variants of training images: number {@value #CLEAN} is the image itself, every other one is
 * distorted by what seed, X-ray and number alone decide.
 */
public record Augmentation(AugmentationRanges ranges, long seed) {
  /** The variant that is the image itself. */
  public static final int CLEAN = 0;

  /** Part of the fingerprint; raise it when the same key would draw otherwise. */
  private static final int DRAWS = 1;

  /** Tells these variants from all others, in words. */
  public String fingerprint() {
    return "%s; seed %d, draws %d".formatted(ranges.fingerprint(), seed, DRAWS);
  }

  /**
   * @param variant above {@value #CLEAN}
   */
  Distortion draw(String sha256, int variant) {
    Random random = KeyedRandom.of("augmentation", seed, sha256, variant);
    Affine affine = affine(random);
    Photometry photometry = ranges.photometry();
    return new Distortion(
        affine,
        (float) Math.exp(either(random, photometry.gamma())),
        (float) (1 + either(random, photometry.contrast())),
        (float) either(random, photometry.brightness()),
        (float) (random.nextDouble() * photometry.blur()));
  }

  /** Keras's order: rotate, shift, shear, zoom, and mirror the result. */
  private Affine affine(Random random) {
    Geometry geometry = ranges.geometry();
    Affine affine =
        Affine.rotation(either(random, geometry.rotationDegrees()))
            .times(
                Affine.shift(
                    either(random, geometry.shiftPixels()), either(random, geometry.shiftPixels())))
            .times(Affine.shear(either(random, geometry.shearDegrees())))
            .times(scale(random, geometry));
    return random.nextDouble() < geometry.flipProbability() ? affine.times(Affine.flip()) : affine;
  }

  private static Affine scale(Random random, Geometry geometry) {
    double x = 1 + either(random, geometry.zoomOfAxes());
    double y = 1 + either(random, geometry.zoomOfAxes());
    double zoom = 1 + either(random, geometry.zoom());
    double stretch = Math.sqrt(1 + either(random, geometry.aspect()));
    return Affine.scale(x * zoom * stretch, y * zoom / stretch);
  }

  private static double either(Random random, double reach) {
    return reach * (2 * random.nextDouble() - 1);
  }
}
