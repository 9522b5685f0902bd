package io.thoraflow.contract.hostile;

import io.thoraflow.contract.testing.Codestreams;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** JPEG and PNG files that ask for far more work or memory than a radiograph does. */
final class Images {
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private Images() {}

  static Map<String, Supplier<byte[]>> bombs() {
    Map<String, Supplier<byte[]>> bombs = new LinkedHashMap<>();
    bombs.put("PNG of 2 billion x 2 billion", () -> png(2_000_000_000, 2_000_000_000, 8, 0, 0, 1));
    bombs.put("PNG of 60,000 x 60,000", () -> png(60_000, 60_000, 8, 0, 0, 60_001));
    bombs.put("PNG of 64 million gray pixels", () -> png(8000, 8000, 8, 0, 0, 8001L * 8000));
    bombs.put("PNG of 64 million 16-bit pixels", () -> png(8000, 8000, 16, 0, 0, 16_001L * 8000));
    bombs.put(
        "PNG of 64 million interlaced pixels", () -> png(8000, 8000, 16, 0, 1, 16_020L * 8000));
    bombs.put("PNG of 42 million color pixels", () -> png(6500, 6500, 8, 2, 0, 19_501L * 6500));
    bombs.put("PNG of 64 million 1-bit pixels", () -> png(8000, 8000, 1, 0, 0, 1001L * 8000));
    bombs.put(
        "PNG of 32 million pixels with alpha", () -> png(5600, 5600, 8, 6, 0, 22_401L * 5600));
    bombs.put("PNG with 1 GB behind its pixels", () -> png(64, 64, 8, 0, 0, 1L << 30));
    bombs.put("PNG with 1 GB of compressed text", Images::pngWithText);
    bombs.put("JPEG of 65,500 x 65,500", () -> jpeg(65_500, 65_500));
    bombs.put("JPEG of 64 million pixels without data", () -> jpeg(8000, 8000));
    bombs.put("progressive JPEG of 42 million pixels in 100 scans", () -> progressive(6500, 100));
    bombs.put(
        "progressive JPEG of 42 million pixels in 10,000 scans", () -> progressive(6500, 10_000));
    bombs.put("JPEG with 2 million comments", Images::jpegWithComments);
    return bombs;
  }

  /** Scan lines of zeros, as many bytes as asked for. */
  static byte[] png(int width, int height, int depth, int color, int interlaced, long bytes) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(PNG);
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) depth)
            .put((byte) color)
            .put((byte) 0)
            .put((byte) 0)
            .put((byte) interlaced)
            .array();
    file.writeBytes(chunk("IHDR", header));
    file.writeBytes(chunk("IDAT", deflatedZeros(bytes)));
    file.writeBytes(chunk("IEND", new byte[0]));
    return file.toByteArray();
  }

  private static byte[] pngWithText() {
    byte[] image = png(64, 64, 8, 0, 0, 65 * 64);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes(new byte[] {'a', 0, 0});
    text.writeBytes(deflatedZeros(1L << 30));
    byte[] chunk = chunk("zTXt", text.toByteArray());
    ByteBuffer file = ByteBuffer.allocate(image.length + chunk.length);
    return file.put(image, 0, 33).put(chunk).put(image, 33, image.length - 33).array();
  }

  private static byte[] chunk(String type, byte[] body) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(body);
    return ByteBuffer.allocate(body.length + 12)
        .putInt(body.length)
        .put(name)
        .put(body)
        .putInt((int) sum.getValue())
        .array();
  }

  private static byte[] deflatedZeros(long bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] packed = new byte[1 << 16];
    byte[] zeros = new byte[1 << 20];
    for (long left = bytes; left > 0; left -= zeros.length) {
      deflater.setInput(zeros, 0, (int) Math.min(left, zeros.length));
      while (!deflater.needsInput()) {
        out.write(packed, 0, deflater.deflate(packed));
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      out.write(packed, 0, deflater.deflate(packed));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] jpeg(int width, int height) {
    return resized(Codestreams.jpeg(16, 16, new int[256]), width, height);
  }

  /** One scan header again and again, each with no data behind it. */
  private static byte[] progressive(int side, int scans) {
    byte[] jpeg = jpeg(side, side);
    int frame = indexOf(jpeg, 0xFFC0);
    jpeg[frame + 1] = (byte) 0xC2;
    int scan = indexOf(jpeg, 0xFFDA);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(jpeg, 0, scan);
    for (int i = 0; i < scans; i++) {
      // The DC coefficients first, then every AC band, one bit after the other.
      boolean dc = i == 0;
      int band = 1 + i % 63;
      file.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xDA, 0, 8, 1, jpeg[frame + 10]});
      file.writeBytes(
          new byte[] {0, (byte) (dc ? 0 : band), (byte) (dc ? 0 : band), 0, 0x55, 0x55});
    }
    file.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD9});
    return file.toByteArray();
  }

  private static byte[] jpegWithComments() {
    byte[] jpeg = jpeg(64, 64);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(jpeg, 0, 2);
    byte[] comments = new byte[4 << 20];
    for (int i = 0; i < comments.length; i += 4) {
      comments[i] = (byte) 0xFF;
      comments[i + 1] = (byte) 0xFE;
      comments[i + 3] = 2;
    }
    file.writeBytes(comments);
    file.writeBytes(comments);
    file.write(jpeg, 2, jpeg.length - 2);
    return file.toByteArray();
  }

  /** The same codestream with another extent in its frame header. */
  static byte[] resized(byte[] jpeg, int width, int height) {
    byte[] resized = jpeg.clone();
    int frame = indexOf(resized, 0xFFC0);
    frame = frame < 0 ? indexOf(resized, 0xFFC3) : frame;
    ByteBuffer.wrap(resized).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
    return resized;
  }

  /** Where a marker is first met; the small files here hold none inside of their segments. */
  static int indexOf(byte[] jpeg, int marker) {
    for (int i = 0; i < jpeg.length - 1; i++) {
      if ((jpeg[i] & 0xFF) == marker >>> 8 && (jpeg[i + 1] & 0xFF) == (marker & 0xFF)) {
        return i;
      }
    }
    return -1;
  }
}
