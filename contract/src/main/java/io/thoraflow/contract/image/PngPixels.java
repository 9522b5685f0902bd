package io.thoraflow.contract.image;

import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Takes gray levels from the samples of a decoded PNG file, without color management. */
final class PngPixels {
  /**
   * A 16-bit image whose brightest sample is below this holds fewer bits than it says: scaled by
   * its bit depth it would be all but black.
   */
  private static final int MIN_BRIGHTEST = 1 << 13;

  private PngPixels() {}

  static GrayImage gray(BufferedImage image, PngFile file) {
    byte[] gray;
    if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
      gray = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    } else if (image.getColorModel() instanceof IndexColorModel palette) {
      gray = ofPalette(image.getRaster(), palette);
    } else if (file.channels() >= 3) {
      gray = ofColors(image.getRaster(), file.bitDepth());
    } else {
      gray = ofGray(image.getRaster(), file.bitDepth());
    }
    return new GrayImage(file.width(), file.height(), gray);
  }

  private static byte[] ofGray(Raster raster, int bitDepth) {
    int width = raster.getWidth();
    byte[] gray = new byte[width * raster.getHeight()];
    int brightest = 0;
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        brightest = Math.max(brightest, row[x]);
        gray[y * width + x] = (byte) eightBits(row[x], bitDepth);
      }
    }
    if (bitDepth == 16 && brightest < MIN_BRIGHTEST) {
      throw new UnsuitableImageException(
          RejectionReason.UNSUPPORTED_PIXEL_FORMAT,
          "the 16-bit PNG file is all but black: its highest sample is %d; scale samples to 65535"
              .formatted(brightest));
    }
    return gray;
  }

  private static byte[] ofColors(Raster raster, int bitDepth) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    Luma luma = new Luma(width * raster.getHeight());
    int[] row = new int[width * bands];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int i = 0; i < row.length; i += bands) {
        luma.addRgb(
            eightBits(row[i], bitDepth),
            eightBits(row[i + 1], bitDepth),
            eightBits(row[i + 2], bitDepth));
      }
    }
    return luma.pixels();
  }

  /** Palettes, and gray of 1, 2 or 4 bits, which ImageIO shows as palettes too. */
  private static byte[] ofPalette(Raster raster, IndexColorModel palette) {
    int width = raster.getWidth();
    Luma luma = new Luma(width * raster.getHeight());
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int index : row) {
        luma.addRgb(palette.getRed(index), palette.getGreen(index), palette.getBlue(index));
      }
    }
    return luma.pixels();
  }

  /** Scales a sample from its full range to 0 to 255, rounded. */
  private static int eightBits(int sample, int bitDepth) {
    return bitDepth == 16 ? (sample * 255 + 32767) / 65535 : sample;
  }
}
