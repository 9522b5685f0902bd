package io.thoraflow.trainer.feature;

import java.util.Locale;

/** How far the variants of a training image may depart from it. Every draw is uniform. */
public record AugmentationRanges(Geometry geometry, Photometry photometry) {
  /** The seed script's: {@code shear_range=0.2, zoom_range=0.2, horizontal_flip=True}. */
  public static final AugmentationRanges SEED =
      new AugmentationRanges(new Geometry(0.2, 0.2, 0, 0, 0, 0, 0.5), Photometry.NONE);

  /** What differs between hospitals and machines: position, size, exposure, sharpness. */
  public static final AugmentationRanges ROBUST =
      new AugmentationRanges(
          new Geometry(0, 0, 10, 0.15, 0.07, 14, 0.5), new Photometry(0.25, 0.2, 20, 0.8));

  /**
   * @param shearDegrees to either side, as Keras's {@code shear_range}
   * @param zoomOfAxes of width and height independently, 1 minus to 1 plus this, as Keras's {@code
   *     zoom_range}
   * @param rotationDegrees to either side
   * @param zoom of width and height together, 1 minus to 1 plus this
   * @param aspect of width over height, 1 minus to 1 plus this
   * @param shiftPixels to every side
   * @param flipProbability of mirroring left and right, after all of the above
   */
  public record Geometry(
      double shearDegrees,
      double zoomOfAxes,
      double rotationDegrees,
      double zoom,
      double aspect,
      double shiftPixels,
      double flipProbability) {}

  /**
   * @param gamma of its logarithm, to either side
   * @param contrast 1 minus to 1 plus this
   * @param brightness gray levels of 255, to either side
   * @param blur greatest share of the image after a Gaussian blur ({@link AugmentationGraph}), 0 to
   *     1
   */
  public record Photometry(double gamma, double contrast, double brightness, double blur) {
    public static final Photometry NONE = new Photometry(0, 0, 0, 0);
  }

  /** Tells these ranges from all others, in words. */
  public String fingerprint() {
    return String.format(
        Locale.ROOT,
        "shear %s degrees, zoom of axes %s, rotation %s degrees, zoom %s, aspect %s, shift %s px,"
            + " flip %s; log gamma %s, contrast %s, brightness %s, blur %s",
        geometry.shearDegrees,
        geometry.zoomOfAxes,
        geometry.rotationDegrees,
        geometry.zoom,
        geometry.aspect,
        geometry.shiftPixels,
        geometry.flipProbability,
        photometry.gamma,
        photometry.contrast,
        photometry.brightness,
        photometry.blur);
  }
}
