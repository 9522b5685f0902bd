package io.thoraflow.contract.hostile;

import io.thoraflow.contract.testing.Codestreams;
import io.thoraflow.contract.testing.DicomBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.zip.Deflater;

/** DICOM files that ask for far more work or memory than a radiograph does. */
final class Bombs {
  private static final int MAX_FILE = 128 << 20;

  /** The largest square that the default policy lets through: 64 million pixels. */
  static final int SIDE = 8000;

  private static final int PIXEL_DATA = 0x7FE0_0010;

  private Bombs() {}

  /** By name; each is made only when it is its turn, as some have 128 MB. */
  static Map<String, Supplier<byte[]>> dicom() {
    Map<String, Supplier<byte[]>> bombs = new LinkedHashMap<>();
    bombs.put("1 GB of zeros, deflated", () -> deflated(1L << 30, false));
    bombs.put("250 MB in one deflated element", () -> deflated(250L << 20, true));
    bombs.put("128 MB of empty elements before one byte", Bombs::zerosBeforeOneByte);
    bombs.put("16 million empty fragments", Bombs::emptyFragments);
    bombs.put("8 million empty items in a sequence", Bombs::emptyItems);
    bombs.put("sequences 10,000 deep, explicit", () -> nested(true));
    bombs.put("sequences 10,000 deep, implicit", () -> nested(false));
    bombs.put("64 million pixels of 16 bits, native", Bombs::nativePixels);
    bombs.put("64 million pixels of 16 bits in RLE runs", () -> rle(false));
    bombs.put("64 million pixels of 16 bits in RLE literals", () -> rle(true));
    bombs.put("64 million pixels in an empty JPEG", Bombs::emptyJpeg);
    bombs.put(
        "64 million pixels in an empty lossless JPEG", () -> lossless(SIDE, SIDE, new byte[0]));
    bombs.put(
        "64 million pixels of lossless JPEG", () -> lossless(SIDE, SIDE, new byte[SIDE * 1000]));
    bombs.put(
        "50 million pixels of lossless JPEG", () -> lossless(7000, 7000, new byte[7000 * 1000]));
    bombs.put("a second, larger frame header", Bombs::secondFrameHeader);
    bombs.put("a frame header behind a marker without a length", Bombs::hiddenFrameHeader);
    bombs.put("64 million tiles of JPEG 2000", () -> jpeg2000(1));
    bombs.put("one tile of JPEG 2000 without data", () -> jpeg2000(SIDE));
    return bombs;
  }

  private static DicomBuilder radiograph(int columns, int rows, int bits) {
    return DicomBuilder.radiograph(columns, rows, bits, new int[0]);
  }

  private static byte[] deflated(long bytes, boolean elementHeader) {
    byte[] head =
        radiograph(64, 64, 8).transferSyntax(DicomBuilder.DEFLATED).without(PIXEL_DATA).build();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    // The meta information alone: 128 + 4, its length element of 12, and what that one counts.
    file.write(head, 0, 144 + ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(140));
    byte[] chunk = new byte[1 << 20];
    byte[] packed = new byte[1 << 20];
    if (elementHeader) {
      ByteBuffer header = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
      header.putShort((short) 9).putShort((short) 0x1001).put((byte) 'O').put((byte) 'B');
      header.putShort((short) 0).putInt((int) bytes - 12);
    }
    for (long done = 0; done < bytes; done += chunk.length) {
      deflater.setInput(chunk);
      while (!deflater.needsInput()) {
        file.write(packed, 0, deflater.deflate(packed));
      }
      chunk = new byte[1 << 20];
    }
    deflater.finish();
    while (!deflater.finished()) {
      file.write(packed, 0, deflater.deflate(packed));
    }
    deflater.end();
    return file.toByteArray();
  }

  /** In implicit encoding, eight zeros are an element without a value. */
  private static byte[] zerosBeforeOneByte() {
    byte[] head = DicomBuilder.empty().transferSyntax(DicomBuilder.IMPLICIT_LITTLE_ENDIAN).build();
    byte[] file = new byte[MAX_FILE];
    System.arraycopy(head, 0, file, 0, head.length);
    file[file.length - 1] = 1;
    return file;
  }

  private static byte[] emptyFragments() {
    byte[] head = radiograph(64, 64, 8).transferSyntax(DicomBuilder.RLE).fragments().build();
    return withItems(head, MAX_FILE - 1024);
  }

  private static byte[] emptyItems() {
    byte[] head = radiograph(64, 64, 8).without(PIXEL_DATA).build();
    ByteBuffer sequence = ByteBuffer.allocate(head.length + 20).order(ByteOrder.LITTLE_ENDIAN);
    sequence.put(head).putShort((short) 0x0029).putShort((short) 0x1001);
    sequence.put((byte) 'S').put((byte) 'Q').putShort((short) 0).putInt(-1);
    return withItems(sequence.array(), 64 << 20);
  }

  /** Empty items in front of the last eight bytes, if these end the items, else at the end. */
  private static byte[] withItems(byte[] head, int bytes) {
    ByteBuffer file = ByteBuffer.allocate(head.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put(head, 0, head.length - 8);
    while (file.remaining() >= 16) {
      file.putShort((short) 0xFFFE).putShort((short) 0xE000).putInt(0);
    }
    file.putShort((short) 0xFFFE).putShort((short) 0xE0DD).putInt(0);
    return file.array();
  }

  private static byte[] nested(boolean explicit) {
    ByteBuffer nested =
        ByteBuffer.allocate(10_000 * (explicit ? 20 : 16)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < 10_000; i++) {
      nested.putShort((short) 0x0009).putShort((short) 0x1001);
      if (explicit) {
        nested.put((byte) 'S').put((byte) 'Q').putShort((short) 0);
      }
      nested.putInt(-1).putShort((short) 0xFFFE).putShort((short) 0xE000).putInt(-1);
    }
    return radiograph(64, 64, 8)
        .transferSyntax(
            explicit ? DicomBuilder.EXPLICIT_LITTLE_ENDIAN : DicomBuilder.IMPLICIT_LITTLE_ENDIAN)
        .without(PIXEL_DATA)
        .tail(nested.array())
        .build();
  }

  private static byte[] nativePixels() {
    byte[] head = radiograph(SIDE, SIDE, 16).without(PIXEL_DATA).build();
    ByteBuffer file =
        ByteBuffer.allocate(head.length + 12 + 2 * SIDE * SIDE).order(ByteOrder.LITTLE_ENDIAN);
    file.put(head).putShort((short) 0x7FE0).putShort((short) 0x0010);
    file.put((byte) 'O').put((byte) 'W').putShort((short) 0).putInt(2 * SIDE * SIDE);
    file.putShort((short) 4711);
    return file.array();
  }

  /** Written in place: the file has nearly all the bytes that a file may have. */
  private static byte[] rle(boolean literals) {
    int pixels = SIDE * SIDE;
    int segment = literals ? pixels / 128 * 129 : pixels / 128 * 2;
    byte[] head = compressed(DicomBuilder.RLE, 16, new byte[0]);
    int items = head.length - 8;
    ByteBuffer file =
        ByteBuffer.allocate(items + 64 + 2 * segment + 8).order(ByteOrder.LITTLE_ENDIAN);
    file.put(head, 0, items).putInt(items - 4, 64 + 2 * segment);
    file.putInt(2).putInt(64).putInt(64 + segment).position(items + 64);
    for (int i = 0; i < 2 * (pixels / 128); i++) {
      if (literals) {
        file.put((byte) 127).put(new byte[128]);
      } else {
        file.put((byte) -127).put((byte) 7);
      }
    }
    return file.putShort((short) 0xFFFE).putShort((short) 0xE0DD).putInt(0).array();
  }

  private static byte[] compressed(String transferSyntax, int bits, byte[] frame) {
    return radiograph(SIDE, SIDE, bits).transferSyntax(transferSyntax).fragments(frame).build();
  }

  private static byte[] emptyJpeg() {
    byte[] jpeg = Codestreams.jpeg(16, 16, new int[256]);
    return compressed(DicomBuilder.JPEG_BASELINE, 8, Images.resized(jpeg, SIDE, SIDE));
  }

  private static byte[] lossless(int columns, int rows, byte[] data) {
    byte[] small = Codestreams.losslessJpeg(16, 16, 16, new int[256]);
    int scan = Images.indexOf(small, 0xFFDA) + 10;
    ByteBuffer frame = ByteBuffer.allocate(scan + data.length + 2);
    frame.put(Images.resized(small, columns, rows), 0, scan).put(data).putShort((short) 0xFFD9);
    return radiograph(columns, rows, 16)
        .transferSyntax(DicomBuilder.JPEG_LOSSLESS)
        .fragments(frame.array())
        .build();
  }

  private static byte[] secondFrameHeader() {
    byte[] small =
        Codestreams.losslessJpeg(SIDE / 100, SIDE / 100, 8, new int[SIDE * SIDE / 10_000]);
    byte[] large = Images.resized(small, 60_000, 60_000);
    int frame = Images.indexOf(small, 0xFFC3);
    return bigJpeg(
        small, frame, java.util.Arrays.copyOfRange(large, frame, frame + 13), frame + 13);
  }

  private static byte[] hiddenFrameHeader() {
    byte[] small =
        Codestreams.losslessJpeg(SIDE / 100, SIDE / 100, 8, new int[SIDE * SIDE / 10_000]);
    byte[] large = Images.resized(small, 60_000, 60_000);
    int frame = Images.indexOf(small, 0xFFC3);
    // A restart marker has no length; who reads one all the same skips the frame header behind it.
    ByteBuffer hidden = ByteBuffer.allocate(2 + 13);
    hidden.putShort((short) 0xFFD0).put(large, frame, 13);
    hidden.putShort(2, (short) 13);
    return bigJpeg(small, frame, hidden.array(), frame);
  }

  private static byte[] bigJpeg(byte[] jpeg, int at, byte[] inserted, int goOnFrom) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(jpeg, 0, goOnFrom);
    frame.writeBytes(inserted);
    frame.write(jpeg, goOnFrom, jpeg.length - goOnFrom);
    return radiograph(SIDE / 100, SIDE / 100, 8)
        .transferSyntax(DicomBuilder.JPEG_LOSSLESS)
        .fragments(frame.toByteArray())
        .build();
  }

  private static byte[] jpeg2000(int tile) {
    ByteBuffer codestream = ByteBuffer.allocate(128);
    codestream.putShort((short) 0xFF4F).putShort((short) 0xFF51).putShort((short) 41);
    codestream.putShort((short) 0).putInt(SIDE).putInt(SIDE).putInt(0).putInt(0);
    codestream.putInt(tile).putInt(tile).putInt(0).putInt(0);
    codestream.putShort((short) 1).put((byte) 15).put((byte) 1).put((byte) 1);
    // COD: five levels, code blocks of 64 x 64, reversible. QCD: no quantisation.
    codestream.putShort((short) 0xFF52).putShort((short) 12).put((byte) 0).put((byte) 0);
    codestream.putShort((short) 1).put((byte) 0).put((byte) 5).put((byte) 4).put((byte) 4);
    codestream.put((byte) 0).put((byte) 1);
    codestream.putShort((short) 0xFF5C).putShort((short) 19).put((byte) 0x40).put(new byte[16]);
    codestream.putShort((short) 0xFF90).putShort((short) 10).putShort((short) 0).putInt(0);
    codestream.put((byte) 0).put((byte) 1).putShort((short) 0xFF93).putShort((short) 0xFFD9);
    return compressed(DicomBuilder.JPEG_2000, 16, codestream.array());
  }

  /** Content that is one format to one reader and another to the next. */
  static Map<String, Supplier<byte[]>> polyglots() {
    Map<String, Supplier<byte[]>> polyglots = new LinkedHashMap<>();
    for (String start :
        new String[] {"PK\3\4", "%PDF-1.7\n", "MZ", "GIF89a", "<html>", "#!/bin/sh\n"}) {
      polyglots.put("DICOM that begins like " + start.strip(), () -> withPreamble(start));
    }
    polyglots.put("DICOM that begins as JPEG", () -> withPreamble("\u00ff\u00d8\u00ff\u00e0"));
    polyglots.put("DICOM that begins as PNG", () -> withPreamble("\u0089PNG\r\n\u001a\n"));
    return polyglots;
  }

  private static byte[] withPreamble(String start) {
    byte[] file = DicomBuilder.radiograph(64, 64, 8, new int[64 * 64]).build();
    byte[] bytes = start.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, file, 0, bytes.length);
    return file;
  }
}
