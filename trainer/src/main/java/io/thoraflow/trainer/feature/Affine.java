package io.thoraflow.trainer.feature;

import io.thoraflow.trainer.weights.ResNet50Layout;

/**
 * Where the pixels of a distorted image come from: {@code in = M (out - centre) + centre + shift},
 * {@code x} to the right, {@code y} down, the centre in the middle of the image.
 *
 * @param xx row 1 of {@code M}
 * @param xy row 1 of {@code M}
 * @param yx row 2 of {@code M}
 * @param yy row 2 of {@code M}
 * @param shiftX pixels
 * @param shiftY pixels
 */
record Affine(double xx, double xy, double yx, double yy, double shiftX, double shiftY) {
  static final Affine IDENTITY = new Affine(1, 0, 0, 1, 0, 0);

  /** Coefficients of a projective transformation. */
  static final int COEFFICIENTS = 8;

  private static final double CENTRE = ResNet50Layout.IMAGE_SIZE / 2.0 - 0.5;

  static Affine rotation(double degrees) {
    double angle = Math.toRadians(degrees);
    return linear(Math.cos(angle), -Math.sin(angle), Math.sin(angle), Math.cos(angle));
  }

  static Affine shift(double x, double y) {
    return new Affine(1, 0, 0, 1, x, y);
  }

  /** Keras's {@code apply_affine_transform(shear=degrees)}. */
  static Affine shear(double degrees) {
    double angle = Math.toRadians(degrees);
    return linear(1, -Math.sin(angle), 0, Math.cos(angle));
  }

  /** Above 1 the image shrinks, as with Keras's {@code zx} and {@code zy}. */
  static Affine scale(double x, double y) {
    return linear(x, 0, 0, y);
  }

  /** Mirrors left and right what the others have made: the innermost factor. */
  static Affine flip() {
    return linear(-1, 0, 0, 1);
  }

  /** The product {@code this * inner}. */
  Affine times(Affine inner) {
    return new Affine(
        xx * inner.xx + xy * inner.yx,
        xx * inner.xy + xy * inner.yy,
        yx * inner.xx + yy * inner.yx,
        yx * inner.xy + yy * inner.yy,
        xx * inner.shiftX + xy * inner.shiftY + shiftX,
        yx * inner.shiftX + yy * inner.shiftY + shiftY);
  }

  /** The coefficients of TensorFlow's {@code ImageProjectiveTransformV3}, output to input. */
  float[] coefficients() {
    return new float[] {
      (float) xx,
      (float) xy,
      (float) (CENTRE - (xx + xy) * CENTRE + shiftX),
      (float) yx,
      (float) yy,
      (float) (CENTRE - (yx + yy) * CENTRE + shiftY),
      0,
      0
    };
  }

  private static Affine linear(double xx, double xy, double yx, double yy) {
    return new Affine(xx, xy, yx, yy, 0, 0);
  }
}
