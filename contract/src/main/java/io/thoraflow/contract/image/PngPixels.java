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
  private static final int MIN_BRIGHTEST = 1 << 15;

  private PngPixels() {}

  static GrayImage gray(BufferedImage image, PngFile file) {
    byte[] gray;
    if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
      gray = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    } else if (image.getColorModel() instanceof IndexColorModel palette) {
      gray = ofPalette(image.getRaster(), palette);
    } else if (file.channels() >= 3) {
      gray = ofColors(image.getRaster(), file);
    } else {
      gray = ofGray(image.getRaster(), file);
    }
    return new GrayImage(file.width(), file.height(), gray);
  }

  private static byte[] ofGray(Raster raster, PngFile file) {
    int width = raster.getWidth();
    int fullScale = fullScale(raster, file);
    byte[] gray = new byte[width * raster.getHeight()];
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        gray[y * width + x] = (byte) eightBits(row[x], fullScale);
      }
    }
    return gray;
  }

  private static byte[] ofColors(Raster raster, PngFile file) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int fullScale = fullScale(raster, file);
    Luma luma = new Luma(width * raster.getHeight());
    int[] row = new int[width * bands];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int i = 0; i < row.length; i += bands) {
        luma.addRgb(
            eightBits(row[i], fullScale),
            eightBits(row[i + 1], fullScale),
            eightBits(row[i + 2], fullScale));
      }
    }
    return luma.pixels();
  }

  /**
   * The sample that shows white. A file that holds fewer bits than its depth, not scaled up as the
   * standard demands (ISO/IEC 15948, 13.12), would come out too dark: its sBIT chunk tells how many
   * there are, and without one it is refused.
   */
  private static int fullScale(Raster raster, PngFile file) {
    int declared = (1 << file.bitDepth()) - 1;
    if (file.bitDepth() != 16) {
      return declared;
    }
    int brightest = brightest(raster, file.channels() >= 3 ? 3 : 1);
    int significant = (1 << file.significantBits()) - 1;
    if (brightest <= significant && significant < declared) {
      return significant;
    }
    if (brightest < MIN_BRIGHTEST) {
      throw new UnsuitableImageException(
          RejectionReason.UNSUPPORTED_PIXEL_FORMAT,
          "the 16-bit PNG file leaves half of its range or more unused: its highest sample is %d; scale samples to 65535, or tell their bits in an sBIT chunk"
              .formatted(brightest));
    }
    return declared;
  }

  private static int brightest(Raster raster, int channels) {
    int width = raster.getWidth();
    int brightest = 0;
    int[] row = new int[width];
    for (int band = 0; band < channels; band++) {
      for (int y = 0; y < raster.getHeight(); y++) {
        for (int sample : raster.getSamples(0, y, width, 1, band, row)) {
          brightest = Math.max(brightest, sample);
        }
      }
    }
    return brightest;
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
  private static int eightBits(int sample, int fullScale) {
    return fullScale == 255
        ? sample
        : (int) ((Math.min(sample, fullScale) * 255L + fullScale / 2) / fullScale);
  }
}
