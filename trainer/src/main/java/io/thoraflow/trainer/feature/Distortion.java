package io.thoraflow.trainer.feature;

/**
 * What is done to one image, drawn once.
 *
 * @param gamma exponent of the gray level over 255
 * @param contrast factor of the distance from mid-gray
 * @param brightness gray levels added
 * @param blur share of the blurred image, 0 to 1
 */
record Distortion(Affine affine, float gamma, float contrast, float brightness, float blur) {
  Distortion(Affine affine) {
    this(affine, 1, 1, 0, 0);
  }
}
