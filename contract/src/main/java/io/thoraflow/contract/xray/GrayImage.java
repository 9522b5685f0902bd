package io.thoraflow.contract.xray;

/**
 * An 8-bit grayscale image.
 *
 * @param width in pixels
 * @param height in pixels
 * @param pixels gray levels, row-major, {@code [height * width]}, 0 black and 255 white; shared,
 *     not copied: whoever builds an image hands its array over
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Pixels are large and never compared; see the parameter's contract.
public record GrayImage(int width, int height, byte[] pixels) {
  public GrayImage {
    if (width < 1 || height < 1 || pixels.length != (long) width * height) {
      throw new IllegalArgumentException(
          "a gray image of %d x %d needs %d pixels, but has %d"
              .formatted(width, height, (long) width * height, pixels.length));
    }
  }
}
