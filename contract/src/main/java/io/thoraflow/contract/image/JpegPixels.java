package io.thoraflow.contract.image;

import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;

/** Takes gray levels from the components of a decoded JPEG file, without color management. */
final class JpegPixels {
  private JpegPixels() {}

  static GrayImage gray(Raster raster, JpegFile file) {
    byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
    int pixels = file.width() * file.height();
    if (raster.getNumBands() != file.components() || samples.length != pixels * file.components()) {
      throw new UnsuitableImageException(
          RejectionReason.CORRUPT, "the decoded image has another size than the header says");
    }
    byte[] gray =
        switch (file.coding()) {
          case GRAY -> samples;
          case YCC -> luma(samples, pixels);
          case RGB -> lumaOfRgb(samples, pixels);
        };
    return new GrayImage(file.width(), file.height(), gray);
  }

  private static byte[] luma(byte[] samples, int pixels) {
    Luma luma = new Luma(pixels);
    for (int i = 0; i < samples.length; i += 3) {
      luma.addYcc(samples[i] & 0xff, samples[i + 1] & 0xff, samples[i + 2] & 0xff);
    }
    return luma.pixels();
  }

  private static byte[] lumaOfRgb(byte[] samples, int pixels) {
    Luma luma = new Luma(pixels);
    for (int i = 0; i < samples.length; i += 3) {
      luma.addRgb(samples[i] & 0xff, samples[i + 1] & 0xff, samples[i + 2] & 0xff);
    }
    return luma.pixels();
  }
}
