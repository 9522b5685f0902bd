package io.thoraflow.contract.xray;

/**
 * How much a picture shows, by its histogram.
 *
 * <p>The limits, against 5,150 real radiographs of the chest: of these at most 0.29 of the pixels
 * are black or white, the first and the last percentile lie at least 85 gray levels apart, and
 * there are more than 100 levels.
 *
 * @param saturated share of pixels that are black or white, 0 to 1
 * @param spread gray levels from the first to the last percentile
 * @param levels gray levels that occur
 */
public record ImageContent(double saturated, int spread, int levels) {
  private static final double MOST_SATURATED = 0.9;
  private static final int LEAST_SPREAD = 12;
  private static final int FEWEST_LEVELS = 8;

  private static final double MUCH_SATURATED = 0.5;
  private static final int SMALL_SPREAD = 48;
  private static final double PERCENTILE = 0.01;

  public static ImageContent of(GrayImage image) {
    int[] histogram = new int[256];
    for (byte pixel : image.pixels()) {
      histogram[pixel & 0xFF]++;
    }
    double pixels = image.pixels().length;
    int levels = 0;
    for (int count : histogram) {
      levels += count > 0 ? 1 : 0;
    }
    int spread =
        percentile(histogram, pixels, 1 - PERCENTILE) - percentile(histogram, pixels, PERCENTILE);
    return new ImageContent((histogram[0] + histogram[255]) / pixels, spread, levels);
  }

  private static int percentile(int[] histogram, double pixels, double share) {
    long below = 0;
    for (int level = 0; level < histogram.length; level++) {
      below += histogram[level];
      if (below >= share * pixels) {
        return level;
      }
    }
    return histogram.length - 1;
  }

  /** Whether nothing can be seen: all but constant, black or white, or of a few tones alone. */
  public boolean isEmpty() {
    return saturated > MOST_SATURATED || spread < LEAST_SPREAD || levels < FEWEST_LEVELS;
  }

  /** Whether so little can be seen that a window may be to blame. */
  public boolean isPoor() {
    return isEmpty() || saturated > MUCH_SATURATED || spread < SMALL_SPREAD;
  }

  /** Whether it shows clearly more than another rendering of the same samples. */
  public boolean isRicherThan(ImageContent other) {
    return !isEmpty()
        && (other.isEmpty()
            || 2 * saturated < other.saturated
            || (spread > 2 * other.spread && saturated <= MUCH_SATURATED));
  }

  /** In words, for messages. */
  @Override
  public String toString() {
    return "%.0f %% of the pixels are black or white, 98 %% of them lie within %d gray levels, of which %d occur"
        .formatted(100 * saturated, spread + 1, levels);
  }

  /**
   * @throws UnsuitableImageException NO_CONTENT if nothing can be seen
   */
  public void require() {
    if (isEmpty()) {
      throw new UnsuitableImageException(
          RejectionReason.NO_CONTENT, "the picture shows nothing: " + this);
    }
  }
}
