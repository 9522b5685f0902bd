package io.thoraflow.contract.image;

import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Makes image files with every peculiarity that real ones may have. */
final class TestFiles {
  private TestFiles() {}

  static PhantomImage phantom(int width, int height) {
    return Phantom.draw(Finding.PNEUMONIA, 11, width, height);
  }

  static GrayImage gray(PhantomImage image) {
    return new GrayImage(image.width(), image.height(), image.pixels());
  }

  /** A color image whose three channels are the gray levels times these factors. */
  static BufferedImage tinted(PhantomImage image, double red, double green, double blue) {
    BufferedImage tinted =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int level = image.pixels()[y * image.width() + x] & 0xff;
        int rgb = (int) (red * level) << 16 | (int) (green * level) << 8 | (int) (blue * level);
        tinted.setRGB(x, y, rgb);
      }
    }
    return tinted;
  }

  static byte[] jpeg(BufferedImage image, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setProgressiveMode(
          progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
      writer.setOutput(output);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  /** Inserts a segment behind the start of image. */
  static byte[] withSegment(byte[] jpeg, int marker, byte[] body) {
    int length = body.length + 2;
    byte[] header = {
      (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length
    };
    return concatenated(header, body, Arrays.copyOfRange(jpeg, 2, jpeg.length));
  }

  /** The offset of a marker segment. */
  static int find(byte[] jpeg, int marker) {
    for (int at = 2; at < jpeg.length - 4; ) {
      if ((jpeg[at + 1] & 0xff) == marker) {
        return at;
      }
      at += 2 + ((jpeg[at + 2] & 0xff) << 8 | (jpeg[at + 3] & 0xff));
    }
    throw new IllegalArgumentException("no such segment");
  }

  /** A PNG file of raw scan lines, each led by its filter byte. */
  static byte[] png(int width, int height, int bitDepth, int colorType, byte[] scanLines) {
    return concatenated(pngStart(width, height, bitDepth, colorType), pngEnd(scanLines));
  }

  static byte[] pngStart(int width, int height, int bitDepth, int colorType) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) bitDepth)
            .put((byte) colorType)
            .array();
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    return concatenated(signature, chunk("IHDR", header));
  }

  static byte[] pngEnd(byte[] scanLines) {
    return concatenated(chunk("IDAT", deflated(scanLines)), chunk("IEND", new byte[0]));
  }

  static byte[] chunk(String type, byte[] body) {
    byte[] typed = concatenated(type.getBytes(StandardCharsets.US_ASCII), body);
    CRC32 sum = new CRC32();
    sum.update(typed);
    return ByteBuffer.allocate(typed.length + 8)
        .putInt(body.length)
        .put(typed)
        .putInt((int) sum.getValue())
        .array();
  }

  /** Scan lines without filters, {@code bytes} for each pixel from its gray level. */
  static byte[] scanLines(PhantomImage image, IntFunction<byte[]> bytes) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (int y = 0; y < image.height(); y++) {
      lines.write(0);
      for (int x = 0; x < image.width(); x++) {
        lines.writeBytes(bytes.apply(image.pixels()[y * image.width() + x] & 0xff));
      }
    }
    return lines.toByteArray();
  }

  static byte[] concatenated(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  private static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater();
    deflater.setInput(content);
    deflater.finish();
    byte[] buffer = new byte[content.length + 1024];
    int length = deflater.deflate(buffer);
    deflater.end();
    return Arrays.copyOf(buffer, length);
  }
}
