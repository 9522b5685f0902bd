package io.thoraflow.phantom;

import java.util.SplittableRandom;

/**
 * Lung whose air is replaced by fluid: a soft, patchy opacity.
 *
 * @param x centre, see {@link Thorax}
 * @param y centre
 * @param radiusX one standard deviation
 * @param radiusY one standard deviation
 * @param density share of the air that is lost at the centre, 0 to 1
 */
record Consolidation(
    double x, double y, double radiusX, double radiusY, double density, ValueNoise patches) {

  /** One in a random part of the left or right lung field, outside the heart. */
  static Consolidation random(SplittableRandom random) {
    int side = random.nextBoolean() ? 1 : -1;
    double lateral = side > 0 ? random.nextDouble(0.20, 0.31) : random.nextDouble(0.14, 0.30);
    return new Consolidation(
        side * lateral,
        random.nextDouble(0.38, 0.72),
        random.nextDouble(0.055, 0.10),
        random.nextDouble(0.05, 0.10),
        random.nextDouble(0.75, 1.0),
        new ValueNoise(random, random.nextDouble(9, 16)));
  }

  /** Share of the air that is lost at a point, 0 to 1. */
  double lostAir(double pointX, double pointY) {
    double distance = Math.hypot((pointX - x) / radiusX, (pointY - y) / radiusY);
    if (distance > 3) {
      return 0;
    }
    double patchy = 1 + 0.45 * patches.at(pointX + 0.5, pointY);
    return Math.min(1, density * Shapes.gaussian(0.8 * distance) * patchy);
  }
}
