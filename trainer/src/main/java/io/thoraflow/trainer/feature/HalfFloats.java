package io.thoraflow.trainer.feature;

/**
 * IEEE 754 binary16, which Java 17 cannot read: 1 sign bit, 5 exponent bits with bias 15, 10
 * fraction bits.
 */
final class HalfFloats {
  private static final int FRACTION_BITS = 10;
  private static final int FRACTION = (1 << FRACTION_BITS) - 1;
  private static final int EXPONENT = 0x1f;

  /** From the bits of a half to the bits of a float. */
  private static final int FLOAT_FRACTION_SHIFT = 23 - FRACTION_BITS;

  private static final int BIAS_DIFFERENCE = 127 - 15;
  private static final float[] VALUES = values();

  private HalfFloats() {}

  static float toFloat(short half) {
    return VALUES[half & 0xffff];
  }

  /** Whether it is neither infinite nor no number. */
  static boolean isFinite(short half) {
    return (half >> FRACTION_BITS & EXPONENT) != EXPONENT;
  }

  private static float[] values() {
    float[] values = new float[1 << Short.SIZE];
    for (int half = 0; half < values.length; half++) {
      values[half] = value(half);
    }
    return values;
  }

  private static float value(int half) {
    int exponent = half >> FRACTION_BITS & EXPONENT;
    int fraction = half & FRACTION;
    int sign = half >> 15 << 31;
    if (exponent == 0) {
      return Math.copySign(Math.scalb((float) fraction, -24), sign < 0 ? -1 : 1);
    }
    int floatExponent = exponent == EXPONENT ? 0xff : exponent + BIAS_DIFFERENCE;
    return Float.intBitsToFloat(sign | floatExponent << 23 | fraction << FLOAT_FRACTION_SHIFT);
  }
}
