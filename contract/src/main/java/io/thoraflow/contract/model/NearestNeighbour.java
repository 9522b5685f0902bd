package io.thoraflow.contract.model;

import io.thoraflow.contract.xray.GrayImage;

/** Resizes by taking the source pixel under each target pixel's centre, exactly as Pillow does. */
final class NearestNeighbour {
  private NearestNeighbour() {}

  static GrayImage resize(GrayImage source, int width, int height) {
    if (source.width() == width && source.height() == height) {
      return source;
    }
    int[] columns = sources(source.width(), width);
    int[] rows = sources(source.height(), height);
    byte[] target = new byte[width * height];
    for (int y = 0; y < height; y++) {
      int offset = rows[y] * source.width();
      for (int x = 0; x < width; x++) {
        target[y * width + x] = source.pixels()[offset + columns[x]];
      }
    }
    return new GrayImage(width, height, target);
  }

  /**
   * The source index for each target index: {@code floor((i + 0.5) * scale)}, but by repeated
   * addition as in Pillow's {@code ImagingScaleAffine}, whose rounding decides where a centre falls
   * on the border of two source pixels.
   */
  static int[] sources(int sourceLength, int targetLength) {
    double scale = (double) sourceLength / targetLength;
    int[] sources = new int[targetLength];
    double center = scale * 0.5;
    for (int i = 0; i < targetLength; i++) {
      sources[i] = Math.min(sourceLength - 1, (int) center);
      center += scale;
    }
    return sources;
  }
}
