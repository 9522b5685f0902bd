package io.thoraflow.trainer.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** A model input as a PNG inside the page, with and without its heat map. */
final class Thumbnail {
  static final int SIDE = 224;

  private Thumbnail() {}

  static String plain(byte[] gray) {
    verify(gray);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, SIDE, SIDE, gray);
    return dataUri(image);
  }

  /**
   * @param heatmap {@code [7 * 7]}
   */
  static String heated(byte[] gray, float[] heatmap) {
    verify(gray);
    HeatOverlay heat = new HeatOverlay(heatmap, SIDE);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        image.setRGB(x, y, heat.over(gray[y * SIDE + x] & 0xFF, x, y));
      }
    }
    return dataUri(image);
  }

  private static void verify(byte[] gray) {
    if (gray.length != SIDE * SIDE) {
      throw new IllegalArgumentException(
          "a thumbnail must have %d gray levels, but has %d".formatted(SIDE * SIDE, gray.length));
    }
  }

  private static String dataUri(BufferedImage image) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(png.toByteArray());
  }
}
