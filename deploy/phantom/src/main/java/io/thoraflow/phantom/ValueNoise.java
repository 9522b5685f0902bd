package io.thoraflow.phantom;

import java.util.SplittableRandom;

/** Smooth noise in -1 to 1: random values on a lattice, interpolated, in three octaves. */
final class ValueNoise {
  private static final int LATTICE = 64;
  private static final int OCTAVES = 3;

  private final double cells;
  private final double[] values = new double[LATTICE * LATTICE];

  /**
   * @param cells lattice cells across the unit square in the first octave
   */
  ValueNoise(SplittableRandom random, double cells) {
    this.cells = cells;
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextDouble(-1, 1);
    }
  }

  double at(double u, double v) {
    double sum = 0;
    double weights = 0;
    double weight = 1;
    double frequency = cells;
    for (int octave = 0; octave < OCTAVES; octave++) {
      sum += weight * octave(u * frequency, v * frequency);
      weights += weight;
      weight /= 2;
      frequency *= 2;
    }
    return sum / weights;
  }

  private double octave(double x, double y) {
    int column = (int) Math.floor(x);
    int row = (int) Math.floor(y);
    double right = Shapes.ramp(0, 1, x - column);
    double down = Shapes.ramp(0, 1, y - row);
    double top = mix(value(column, row), value(column + 1, row), right);
    double bottom = mix(value(column, row + 1), value(column + 1, row + 1), right);
    return mix(top, bottom, down);
  }

  private double value(int column, int row) {
    return values[Math.floorMod(row, LATTICE) * LATTICE + Math.floorMod(column, LATTICE)];
  }

  private static double mix(double from, double to, double share) {
    return from + (to - from) * share;
  }
}
