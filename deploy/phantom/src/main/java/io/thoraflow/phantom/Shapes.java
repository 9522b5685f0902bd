package io.thoraflow.phantom;

/**
 * Soft-edged shapes: 1 inside, 0 outside, smooth between, since X-ray projections have no steps.
 */
final class Shapes {
  private Shapes() {}

  /** Rises smoothly from 0 at {@code from} to 1 at {@code to} (Hermite interpolation). */
  static double ramp(double from, double to, double value) {
    double t = Math.min(1, Math.max(0, (value - from) / (to - from)));
    return t * t * (3 - 2 * t);
  }

  static double gaussian(double deviations) {
    return Math.exp(-0.5 * deviations * deviations);
  }

  /**
   * A tilted ellipse.
   *
   * @param x horizontal distance from its centre
   * @param y vertical distance from its centre
   * @param softness width of the edge as a share of the radius
   */
  static double ellipse(
      double x, double y, double radiusX, double radiusY, double tilt, double softness) {
    double cos = Math.cos(tilt);
    double sin = Math.sin(tilt);
    double radius = Math.hypot((cos * x + sin * y) / radiusX, (cos * y - sin * x) / radiusY);
    return 1 - ramp(1 - softness, 1 + softness, radius);
  }

  /**
   * A tube seen from the side: brighter at its rims, where the ray crosses more cortical bone.
   *
   * @param offset distance from the tube's axis
   * @param halfWidth half of the tube's width
   */
  static double bone(double offset, double halfWidth) {
    double distance = Math.abs(offset) / halfWidth;
    if (distance > 1.6) {
      return 0;
    }
    double body = 1 - ramp(0.8, 1.15, distance);
    return 0.65 * body + 0.35 * gaussian((distance - 0.85) / 0.18);
  }
}
