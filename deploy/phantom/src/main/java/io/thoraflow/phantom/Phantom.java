package io.thoraflow.phantom;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Draws synthetic frontal chest radiographs: no patient was ever in front of them, and the word
 * PHANTOM is burnt into each.
 *
 * <p>The attenuation along each ray is summed from simple anatomy (soft tissue, aerated lung,
 * heart, vessels, bones) and shown as a film would: dense is bright. Both findings draw their
 * anatomy, exposure and noise from the same distributions, so that only consolidations tell them
 * apart. Good for demonstrations and tests; a model fitted to phantoms knows nothing of patients.
 */
public final class Phantom {
  /** The smallest side on which the burnt-in word can be read. */
  public static final int MIN_SIDE = 160;

  private static final double SOFT_TISSUE = 0.62;
  private static final double AIR = 0.41;
  private static final double MEDIASTINUM = 0.16;
  private static final double HEART = 0.10;
  private static final double BONE = 0.08;
  private static final double VESSEL = 0.17;
  private static final double TEXTURE = 0.035;

  private Phantom() {}

  /**
   * Draws one phantom; the same arguments give the same pixels.
   *
   * @param width in pixels, at least {@value #MIN_SIDE}
   * @param height in pixels, at least {@value #MIN_SIDE}
   */
  public static PhantomImage draw(Finding finding, long seed, int width, int height) {
    if (width < MIN_SIDE || height < MIN_SIDE) {
      throw new IllegalArgumentException(
          "a phantom needs at least %d x %d pixels, not %d x %d"
              .formatted(MIN_SIDE, MIN_SIDE, width, height));
    }
    SplittableRandom random = new SplittableRandom(seed);
    Plane attenuation = attenuation(finding, random, width, height);
    PhantomImage image = expose(attenuation, random, width, height);
    Lettering.burnInto(image);
    return image;
  }

  private static Plane attenuation(
      Finding finding, SplittableRandom random, int width, int height) {
    Thorax thorax = new Thorax(random.split());
    ValueNoise texture = new ValueNoise(random.split(), 14);
    Plane vessels = new Plane(width, height);
    Vessels.draw(vessels, random.split());
    List<Consolidation> consolidations = consolidations(finding, random.split());
    double tilt = random.nextDouble(-0.04, 0.04);

    Plane attenuation = new Plane(width, height);
    attenuation.fill(
        (imageX, imageY) -> {
          double x = imageX + tilt * (imageY - 0.5);
          double y = imageY;
          double soft = thorax.softTissue(x, y);
          if (soft == 0) {
            return 0;
          }
          double air = thorax.lung(x, y);
          double vessel = air * vessels.at(imageX, imageY);
          for (Consolidation consolidation : consolidations) {
            air *= 1 - consolidation.lostAir(x, y);
          }
          return SOFT_TISSUE * soft
              - AIR * air
              + VESSEL * vessel
              + MEDIASTINUM * thorax.mediastinum(x, y)
              + HEART * thorax.heart(x, y)
              + BONE * thorax.bones(x, y)
              + TEXTURE * texture.at(x + 0.5, y);
        });
    return attenuation;
  }

  private static List<Consolidation> consolidations(Finding finding, SplittableRandom random) {
    return switch (finding) {
      case NORMAL -> List.of();
      case PNEUMONIA ->
          Stream.generate(() -> Consolidation.random(random)).limit(random.nextInt(1, 4)).toList();
    };
  }

  /** Attenuation to gray levels: exposure and contrast of this film, then quantum noise. */
  private static PhantomImage expose(
      Plane attenuation, SplittableRandom random, int width, int height) {
    double gain = random.nextDouble(0.95, 1.12);
    double gamma = random.nextDouble(0.9, 1.15);
    double noise = random.nextDouble(1.5, 4);
    byte[] pixels = new byte[width * height];
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        double density = Math.max(0, gain * attenuation.value(column, row));
        double level = 255 * Math.pow(Math.min(1, density), gamma);
        double noisy = level + noise * standardNormal(random);
        pixels[row * width + column] = (byte) Math.min(255, Math.max(0, Math.round(noisy)));
      }
    }
    return new PhantomImage(width, height, pixels);
  }

  /**
   * The sum of four uniform values: near enough to a normal distribution, and the same anywhere.
   */
  private static double standardNormal(SplittableRandom random) {
    double sum = random.nextDouble() + random.nextDouble();
    sum += random.nextDouble() + random.nextDouble();
    return (sum - 2) * Math.sqrt(3);
  }
}
