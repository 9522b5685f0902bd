package io.thoraflow.phantom;

import static io.thoraflow.phantom.Shapes.bone;
import static io.thoraflow.phantom.Shapes.ellipse;
import static io.thoraflow.phantom.Shapes.gaussian;
import static io.thoraflow.phantom.Shapes.ramp;

import java.util.SplittableRandom;

/**
 * One random chest, seen from the front: soft tissue, lung fields, heart, great vessels, bones.
 *
 * <p>Coordinates: {@code x} is the distance from the midline, positive towards the image's right
 * (the patient's left), and {@code y} runs from the top, 0, to the bottom, 1; the image is 1 wide.
 */
final class Thorax {
  private static final int POSTERIOR_RIBS = 10;
  private static final int ANTERIOR_RIBS = 6;

  private final double bodyHalfWidth;
  private final double apex;
  private final double lungHalfWidth;
  private final double diaphragm;
  private final double dome;
  private final double heartX;
  private final double heartY;
  private final double heartRadius;
  private final double heartTilt;
  private final double ribSpacing;
  private final double ribHalfWidth;
  private final double ribSlope;
  private final double clavicleTilt;
  private final double boneDensity;

  Thorax(SplittableRandom random) {
    bodyHalfWidth = random.nextDouble(0.45, 0.50);
    apex = random.nextDouble(0.10, 0.15);
    lungHalfWidth = random.nextDouble(0.33, 0.38);
    diaphragm = random.nextDouble(0.83, 0.90);
    dome = random.nextDouble(0.07, 0.12);
    heartX = random.nextDouble(0.03, 0.07);
    heartY = random.nextDouble(0.64, 0.69);
    heartRadius = random.nextDouble(0.12, 0.155);
    heartTilt = random.nextDouble(0.3, 0.7);
    ribSpacing = random.nextDouble(0.072, 0.082);
    ribHalfWidth = random.nextDouble(0.011, 0.015);
    ribSlope = random.nextDouble(0.7, 1.1);
    clavicleTilt = random.nextDouble(-0.05, 0.25);
    boneDensity = random.nextDouble(0.8, 1.2);
  }

  /** Thickness of soft tissue, 0 outside the body to about 1. */
  double softTissue(double x, double y) {
    double shoulders = ramp(0.02, 0.20, y);
    double halfWidth = 0.15 + (bodyHalfWidth - 0.15) * shoulders;
    double edge = Math.abs(x) / halfWidth;
    if (edge >= 1) {
      return 0;
    }
    double trunk = Math.sqrt(1 - edge * edge * edge * edge);
    double abdomen = 0.25 * ramp(diaphragm - 0.1, diaphragm + 0.05, y);
    return trunk * (0.8 + abdomen);
  }

  /** Share of the ray that crosses aerated lung, 0 to 1: what makes lung fields dark. */
  double lung(double x, double y) {
    double lateral = Math.abs(x);
    double top = apex + 2.6 * (lateral - 0.12) * (lateral - 0.12);
    double base = (lateral - 0.18) / 0.22;
    double sideDome = x < 0 ? dome + 0.02 : dome;
    double bottom = diaphragm - sideDome * (1 - base * base);
    double wall = lungHalfWidth + 0.05 * y;
    double field =
        ramp(top - 0.008, top + 0.03, y)
            * (1 - ramp(bottom - 0.012, bottom + 0.012, y))
            * (1 - ramp(wall - 0.025, wall + 0.008, lateral))
            * ramp(0.025, 0.085, lateral);
    return field * (1 - 0.85 * heart(x, y)) * (1 - 0.6 * aorta(x, y));
  }

  double heart(double x, double y) {
    double ventricles =
        ellipse(x - heartX, y - heartY, heartRadius * 1.25, heartRadius * 0.92, heartTilt, 0.17);
    double rightAtrium =
        ellipse(x + 0.025, y - heartY + 0.02, heartRadius * 0.6, heartRadius, 0, 0.2);
    return Math.max(ventricles, rightAtrium);
  }

  private static double aorta(double x, double y) {
    double knob = ellipse(x - 0.055, y - 0.36, 0.035, 0.045, 0, 0.3);
    double cava = ellipse(x + 0.05, y - 0.38, 0.02, 0.16, 0, 0.4);
    return Math.max(knob, cava);
  }

  /** Mediastinum: the dense band between the lungs; the air-filled trachea shows in it. */
  double mediastinum(double x, double y) {
    double band = gaussian(x / 0.055) * ramp(0.05, 0.25, y);
    double trachea = gaussian((x + 0.005) / 0.016) * (1 - ramp(0.30, 0.36, y));
    return band + 0.6 * aorta(x, y) - 0.45 * trachea;
  }

  /** Density of ribs, spine and clavicles, 0 to about 2. */
  double bones(double x, double y) {
    // Dense organs below the diaphragm drown the ribs that cross them.
    double aboveDiaphragm = 1 - 0.75 * ramp(diaphragm - 0.09, diaphragm + 0.03, y);
    double ribs = aboveDiaphragm * (posteriorRibs(x, y) + anteriorRibs(x, y));
    return boneDensity * (ribs + spine(x, y) + clavicles(x, y));
  }

  private double posteriorRibs(double x, double y) {
    double lateral = Math.abs(x);
    double within = ramp(0.02, 0.05, lateral) * (1 - ramp(0.0, 0.03, lateral - wall(y)));
    if (within == 0) {
      return 0;
    }
    double shape = -0.03 * Math.sin(Math.PI * Math.min(1, lateral / 0.3));
    double density = 0;
    for (int rib = 0; rib < POSTERIOR_RIBS; rib++) {
      double axis = apex + 0.04 + rib * ribSpacing + shape + ribSlope * lateral * lateral;
      density += bone(y - axis, ribHalfWidth);
    }
    return 0.8 * within * density;
  }

  private double anteriorRibs(double x, double y) {
    double lateral = Math.abs(x);
    double within = ramp(0.14, 0.2, lateral) * (1 - ramp(0.0, 0.03, lateral - wall(y)));
    double density = 0;
    for (int rib = 0; rib < ANTERIOR_RIBS; rib++) {
      double axis = apex + 0.16 + rib * 1.25 * ribSpacing + 0.6 * (0.40 - lateral);
      density += bone(y - axis, ribHalfWidth * 1.2);
    }
    return 0.4 * within * density;
  }

  private double wall(double y) {
    double curve = Math.max(0, 0.42 - y);
    return lungHalfWidth + 0.05 * y - 1.6 * curve * curve;
  }

  private static double spine(double x, double y) {
    double column = 1 - ramp(0.026, 0.036, Math.abs(x));
    double phase = y / 0.058 - Math.floor(y / 0.058);
    double disc = gaussian((phase - 0.5) / 0.09);
    double processes = gaussian(x / 0.006) * gaussian((phase - 0.1) / 0.12);
    return column * (0.75 - 0.45 * disc) + 0.4 * processes;
  }

  private double clavicles(double x, double y) {
    double lateral = Math.abs(x);
    double within = ramp(0.035, 0.05, lateral) * (1 - ramp(0.36, 0.40, lateral));
    double sShape = 0.012 * Math.sin(lateral * 16);
    double axis = apex + 0.07 - clavicleTilt * (lateral - 0.05) + sShape;
    return 1.1 * within * bone(y - axis, 0.015);
  }
}
