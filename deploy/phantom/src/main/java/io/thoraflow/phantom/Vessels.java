package io.thoraflow.phantom;

import java.util.SplittableRandom;

/** Pulmonary vessels: tapering branches that leave each hilum and divide. */
final class Vessels {
  private static final double HILUM_X = 0.075;
  private static final double HILUM_Y = 0.46;
  private static final int BRANCHES = 13;
  private static final int GENERATIONS = 4;

  private final Plane plane;
  private final SplittableRandom random;

  private Vessels(Plane plane, SplittableRandom random) {
    this.plane = plane;
    this.random = random;
  }

  /** Adds the vessels of both lungs, each up to about 1 thick, to a plane. */
  static void draw(Plane plane, SplittableRandom random) {
    Vessels vessels = new Vessels(plane, random);
    for (int side = -1; side <= 1; side += 2) {
      for (int branch = 0; branch < BRANCHES; branch++) {
        double angle = Math.PI * (branch + random.nextDouble(-0.4, 0.4)) / BRANCHES - Math.PI / 2;
        double x = side * HILUM_X;
        double y = HILUM_Y + random.nextDouble(-0.05, 0.05);
        vessels.grow(x, y, side, angle, random.nextDouble(0.006, 0.010), GENERATIONS);
      }
    }
  }

  private void grow(double x, double y, int side, double angle, double radius, int generations) {
    if (generations == 0) {
      return;
    }
    double length = random.nextDouble(0.04, 0.075);
    double endX = x + side * length * Math.cos(angle);
    double endY = y + length * Math.sin(angle);
    plane.addStroke(x, y, endX, endY, radius, radius / 0.010);
    double bend = random.nextDouble(0.1, 0.45);
    grow(endX, endY, side, angle + bend, radius * 0.68, generations - 1);
    grow(endX, endY, side, angle - bend, radius * 0.72, generations - 1);
  }
}
