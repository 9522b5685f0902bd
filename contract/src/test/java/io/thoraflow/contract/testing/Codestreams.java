package io.thoraflow.contract.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Compresses gray frames for {@link DicomBuilder#fragments}. */
public final class Codestreams {
  private Codestreams() {}

  /** Baseline JPEG by the JDK, at its default quality. */
  public static byte[] jpeg(int columns, int rows, int[] samples) {
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, columns, rows, samples);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpeg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * RLE Lossless (DICOM PS3.5 annex G): runs of up to 128 equal bytes, everything else literal.
   *
   * @param bytesPerSample 1 or 2
   */
  public static byte[] rle(int bytesPerSample, int[] samples) {
    ByteArrayOutputStream segments = new ByteArrayOutputStream();
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    uint32(header, bytesPerSample);
    for (int part = bytesPerSample - 1; part >= 0; part--) {
      uint32(header, 64 + segments.size());
      packBits(segments, samples, 8 * part);
    }
    header.writeBytes(new byte[64 - header.size()]);
    header.writeBytes(segments.toByteArray());
    return header.toByteArray();
  }

  private static void packBits(ByteArrayOutputStream out, int[] samples, int shift) {
    int position = 0;
    while (position < samples.length) {
      int value = samples[position] >>> shift & 0xFF;
      int run = 1;
      while (run < 128
          && position + run < samples.length
          && (samples[position + run] >>> shift & 0xFF) == value) {
        run++;
      }
      out.write(run == 1 ? 0 : 1 - run);
      out.write(value);
      position += run;
    }
    if (out.size() % 2 == 1) {
      out.write(-128);
    }
  }

  private static void uint32(ByteArrayOutputStream out, int value) {
    out.write(value);
    out.write(value >>> 8);
    out.write(value >>> 16);
    out.write(value >>> 24);
  }

  /**
   * Lossless JPEG (ITU-T T.81 annex H), selection value 1, with a code of 5 bits for each of the 17
   * categories of difference.
   *
   * @param precision 2 to 16 bits
   */
  public static byte[] losslessJpeg(int columns, int rows, int precision, int[] samples) {
    return losslessJpeg(columns, rows, precision, false, samples);
  }

  /**
   * The same.
   *
   * @param restarts whether each row is a restart interval
   */
  public static byte[] losslessJpeg(
      int columns, int rows, int precision, boolean restarts, int[] samples) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    words(out, 0xFFD8, 0xFFC3, 11);
    out.write(precision);
    words(out, rows, columns);
    out.writeBytes(new byte[] {1, 1, 0x11, 0});
    words(out, 0xFFC4, 3 + 16 + 17);
    out.write(0);
    out.writeBytes(new byte[] {0, 0, 0, 0, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    for (int category = 0; category <= 16; category++) {
      out.write(category);
    }
    if (restarts) {
      words(out, 0xFFDD, 4, columns);
    }
    words(out, 0xFFDA, 8);
    out.writeBytes(new byte[] {1, 1, 0, 1, 0, 0});
    Bits bits = new Bits(out);
    for (int i = 0; i < samples.length; i++) {
      boolean begins = restarts && i > 0 && i % columns == 0;
      if (begins) {
        bits.flush();
        words(out, 0xFFD0 + (i / columns - 1) % 8);
      }
      int predicted = begins ? 1 << (precision - 1) : predicted(columns, precision, samples, i);
      difference(bits, samples[i] - predicted);
    }
    bits.flush();
    words(out, 0xFFD9);
    return out.toByteArray();
  }

  private static int predicted(int columns, int precision, int[] samples, int index) {
    if (index == 0) {
      return 1 << (precision - 1);
    }
    return index % columns == 0 ? samples[index - columns] : samples[index - 1];
  }

  private static void difference(Bits bits, int difference) {
    int wrapped = (short) difference;
    if (wrapped == Short.MIN_VALUE) {
      bits.write(16, 5);
      return;
    }
    int category = 32 - Integer.numberOfLeadingZeros(Math.abs(wrapped));
    bits.write(category, 5);
    bits.write(wrapped < 0 ? wrapped + (1 << category) - 1 : wrapped, category);
  }

  private static void words(ByteArrayOutputStream out, int... values) {
    for (int value : values) {
      out.write(value >>> 8);
      out.write(value);
    }
  }

  /** A bit stream in which a zero follows each byte 0xFF. */
  private static final class Bits {
    private final ByteArrayOutputStream out;
    private int buffer;
    private int count;

    Bits(ByteArrayOutputStream out) {
      this.out = out;
    }

    void write(int value, int bits) {
      for (int bit = bits - 1; bit >= 0; bit--) {
        buffer = buffer << 1 | (value >>> bit & 1);
        if (++count == 8) {
          out.write(buffer);
          if ((buffer & 0xFF) == 0xFF) {
            out.write(0);
          }
          count = 0;
        }
      }
    }

    void flush() {
      while (count != 0) {
        write(1, 1);
      }
    }
  }
}
