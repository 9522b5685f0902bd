package io.thoraflow.phantom;

/**
 * An 8-bit grayscale phantom.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixels gray levels, row-major, {@code [height * width]}, 0 black and 255 white; shared,
 *     not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Pixels are large and handed over by their maker.
public record PhantomImage(int width, int height, byte[] pixels) {
  public PhantomImage {
    if (width < 1 || height < 1 || pixels.length != (long) width * height) {
      throw new IllegalArgumentException(
          "an image of %d x %d does not have %d pixels".formatted(width, height, pixels.length));
    }
  }
}
