package io.thoraflow.contract.image;

import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.MediaType;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;

/**
 * The canonical image: 8-bit gray, longest side at most {@value #MAX_SIDE} pixels, PNG or JPEG
 * without metadata. Trainer and worker both start from it.
 *
 * <p>An image that is not passed through is made smaller by {@link AreaAverage} and encoded as PNG
 * up to {@value #MAX_LOSSLESS_PIXELS} pixels, above that as JPEG of quality 0.95. Why, measured on
 * 40 radiographs (mean size, encoding and decoding time in one thread, error at 224 x 224 in gray
 * levels, root mean square and largest):
 *
 * <pre>
 *   1024  JPEG 0.90   119 KB    3 ms   2.0 ms   0.40   3
 *         JPEG 0.95   183 KB    3 ms   2.3 ms   0.32   2
 *         JPEG 0.97   239 KB    4 ms   2.8 ms   0.28   1
 *         PNG         525 KB   25 ms   5.4 ms   0      0
 *    512  JPEG 0.95    53 KB    1 ms   0.7 ms   0.50   2
 *         PNG         142 KB    6 ms   1.6 ms   0      0
 * </pre>
 *
 * <p>At 1024 pixels JPEG 0.95 costs a third of PNG's bytes and an eighth of its time, and changes
 * the model's input by about as much as rounding it to whole gray levels does (0.29). In a small
 * image fewer pixels are averaged into one of the model's, so more of the loss gets through, while
 * PNG costs little there.
 */
public final class CanonicalImages {
  /** Longest side, in pixels. */
  public static final int MAX_SIDE = 1024;

  /** Most bytes of an encoded image: a record of 4 MiB less room for its headers. */
  public static final int MAX_BYTES = (4 << 20) - (64 << 10);

  static final int MAX_LOSSLESS_PIXELS = 512 * 512;

  private CanonicalImages() {}

  /** Whether an image has canonical size. */
  static boolean isWithinBounds(int width, int height) {
    return Math.max(width, height) <= MAX_SIDE;
  }

  /** The image made no larger than canonical size, its aspect ratio kept. */
  public static GrayImage bounded(GrayImage image) {
    int longest = Math.max(image.width(), image.height());
    if (longest <= MAX_SIDE) {
      return image;
    }
    return AreaAverage.resize(
        image, scaled(image.width(), longest), scaled(image.height(), longest));
  }

  private static int scaled(int side, int longest) {
    return (int) Math.max(1, ((long) side * MAX_SIDE + longest / 2) / longest);
  }

  /** Makes an image canonical and encodes it. */
  public static EncodedImage encode(GrayImage image) {
    GrayImage bounded = bounded(image);
    boolean lossless = bounded.pixels().length <= MAX_LOSSLESS_PIXELS;
    MediaType mediaType = lossless ? MediaType.PNG : MediaType.JPEG;
    byte[] content = (lossless ? JdkWriters.PNG : JdkWriters.JPEG).write(bounded);
    return new EncodedImage(content, mediaType, bounded.width(), bounded.height());
  }

  /**
   * Decodes a canonical image; safe for any content.
   *
   * @return of the size that the content itself states
   * @throws UnsuitableImageException when the content is no complete image of that type or exceeds
   *     canonical size
   */
  public static GrayImage decode(byte[] content, MediaType mediaType) {
    return switch (mediaType) {
      case JPEG -> {
        JpegFile file = JpegParser.parse(recognized(content, JpegFile.recognizes(content)));
        checkSize(file.width(), file.height());
        yield file.decode();
      }
      case PNG -> {
        PngFile file = PngParser.parse(recognized(content, PngFile.recognizes(content)));
        checkSize(file.width(), file.height());
        yield file.decode();
      }
    };
  }

  private static byte[] recognized(byte[] content, boolean recognized) {
    if (!recognized) {
      throw new UnsuitableImageException(
          RejectionReason.NOT_AN_IMAGE, "the content is not of the media type stated");
    }
    return content;
  }

  private static void checkSize(int width, int height) {
    if (!isWithinBounds(width, height)) {
      throw new UnsuitableImageException(
          RejectionReason.TOO_MANY_PIXELS,
          "%d x %d pixels; a canonical image has at most %d on a side"
              .formatted(width, height, MAX_SIDE));
    }
  }
}
