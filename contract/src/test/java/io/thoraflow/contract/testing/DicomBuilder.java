package io.thoraflow.contract.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.Deflater;

/**
 * Writes DICOM Part 10 files, good ones and, on request, bad ones. Independent of the reader.
 *
 * <pre>{@code
 * byte[] file = DicomBuilder.radiograph(64, 48, 12, samples).text(0x0018_5101, "CS", "PA").build();
 * }</pre>
 */
public final class DicomBuilder {
  public static final String IMPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2";
  public static final String EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1";
  public static final String DEFLATED = "1.2.840.10008.1.2.1.99";
  public static final String EXPLICIT_BIG_ENDIAN = "1.2.840.10008.1.2.2";
  public static final String RLE = "1.2.840.10008.1.2.5";
  public static final String JPEG_BASELINE = "1.2.840.10008.1.2.4.50";
  public static final String JPEG_EXTENDED = "1.2.840.10008.1.2.4.51";
  public static final String JPEG_LOSSLESS = "1.2.840.10008.1.2.4.70";
  public static final String JPEG_LS = "1.2.840.10008.1.2.4.80";
  public static final String JPEG_2000 = "1.2.840.10008.1.2.4.90";

  private static final Set<String> LONG_VRS = Set.of("OB", "OF", "OW", "SQ", "UN", "UT");
  private static final int UNDEFINED = -1;

  private final Map<Integer, Value> elements = new TreeMap<>(Integer::compareUnsigned);
  private String transferSyntax = EXPLICIT_LITTLE_ENDIAN;
  private boolean preamble = true;
  private boolean meta = true;
  private byte[] tail = {};

  /**
   * How a value is written: some depend on the byte order.
   *
   * @param length what the header claims, {@code null} for the truth
   */
  private record Value(String vr, UnaryOperator<Writer> write, Long length) {}

  /** An empty data set, or an item of a sequence. */
  public static DicomBuilder empty() {
    return new DicomBuilder();
  }

  /**
   * A PA chest radiograph of modality DX, MONOCHROME2, unsigned, uncompressed.
   *
   * @param bitsStored up to 8 in one byte, up to 16 in two
   * @param samples row-major, {@code [rows * columns]}
   */
  public static DicomBuilder radiograph(int columns, int rows, int bitsStored, int[] samples) {
    int bitsAllocated = bitsStored <= 8 ? 8 : 16;
    return new DicomBuilder()
        .text(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.1.1")
        .text(0x0008_0018, "UI", "2.25.1001")
        .text(0x0008_0060, "CS", "DX")
        .text(0x0010_0010, "PN", "Doe^Jane")
        .text(0x0010_0020, "LO", "PATIENT-7")
        .text(0x0018_0015, "CS", "CHEST")
        .text(0x0018_5101, "CS", "PA")
        .text(0x0020_000D, "UI", "2.25.1002")
        .uint16(0x0028_0002, 1)
        .text(0x0028_0004, "CS", "MONOCHROME2")
        .uint16(0x0028_0010, rows)
        .uint16(0x0028_0011, columns)
        .uint16(0x0028_0100, bitsAllocated)
        .uint16(0x0028_0101, bitsStored)
        .uint16(0x0028_0102, bitsStored - 1)
        .uint16(0x0028_0103, 0)
        .pixels(bitsAllocated, samples);
  }

  public DicomBuilder transferSyntax(String uid) {
    transferSyntax = uid;
    return this;
  }

  public DicomBuilder withoutPreamble() {
    preamble = false;
    return this;
  }

  /** Neither preamble nor meta information: the bare data set. */
  public DicomBuilder withoutMeta() {
    preamble = false;
    meta = false;
    return this;
  }

  public DicomBuilder text(int tag, String vr, String value) {
    return bytes(tag, vr, value.getBytes(StandardCharsets.ISO_8859_1));
  }

  public DicomBuilder bytes(int tag, String vr, byte[] value) {
    return put(tag, vr, writer -> writer.bytes(value).even(vr.equals("UI") ? 0 : ' '), null);
  }

  public DicomBuilder uint16(int tag, int... values) {
    return words(tag, "US", values);
  }

  /** 16-bit words of any VR, such as SS or OW. */
  public DicomBuilder words(int tag, String vr, int... values) {
    return put(tag, vr, writer -> writer.words(values), null);
  }

  /** Uncompressed pixel data, of words or of bytes. */
  public DicomBuilder pixels(int bitsAllocated, int[] samples) {
    return bitsAllocated == 16
        ? words(0x7FE0_0010, "OW", samples)
        : put(0x7FE0_0010, "OB", writer -> writer.octets(samples).even(0), null);
  }

  /** Compressed pixel data: an empty basic offset table, then these fragments. */
  public DicomBuilder fragments(byte[]... fragments) {
    return put(
        0x7FE0_0010,
        "OB",
        writer -> {
          writer.item(0xFFFE_E000, 0);
          for (byte[] fragment : fragments) {
            writer.item(0xFFFE_E000, fragment.length + fragment.length % 2);
            writer.bytes(fragment).even(0);
          }
          return writer.item(0xFFFE_E0DD, 0);
        },
        (long) UNDEFINED);
  }

  /** A sequence of one item, both of undefined length. */
  public DicomBuilder sequence(int tag, DicomBuilder item) {
    return put(
        tag,
        "SQ",
        writer -> {
          writer.item(0xFFFE_E000, UNDEFINED);
          item.writeElements(writer);
          return writer.item(0xFFFE_E00D, 0).item(0xFFFE_E0DD, 0);
        },
        (long) UNDEFINED);
  }

  /** A sequence of one item, both of defined length. */
  public DicomBuilder sequenceOfDefinedLength(int tag, DicomBuilder item) {
    return put(
        tag,
        "SQ",
        writer -> {
          Writer inside = writer.sibling();
          item.writeElements(inside);
          return writer.item(0xFFFE_E000, inside.size()).bytes(inside.toByteArray());
        },
        null);
  }

  /** An element whose header claims another length than its value has. */
  public DicomBuilder lying(int tag, String vr, long length) {
    return put(tag, vr, writer -> writer, length);
  }

  public DicomBuilder without(int tag) {
    elements.remove(tag);
    return this;
  }

  /** Bytes behind the data set. */
  public DicomBuilder tail(byte[] bytes) {
    tail = bytes.clone();
    return this;
  }

  private DicomBuilder put(int tag, String vr, UnaryOperator<Writer> write, Long length) {
    elements.put(tag, new Value(vr, write, length));
    return this;
  }

  public byte[] build() {
    Writer file = new Writer(true, false);
    if (preamble) {
      file.bytes(new byte[128]).bytes("DICM".getBytes(StandardCharsets.US_ASCII));
    }
    if (meta) {
      Writer group = new Writer(true, false);
      group.element(
          0x0002_0010,
          new Value(
              "UI",
              w -> w.bytes(transferSyntax.getBytes(StandardCharsets.US_ASCII)).even(0),
              null));
      file.element(0x0002_0000, new Value("UL", w -> w.words(group.size(), 0), null));
      file.bytes(group.toByteArray());
    }
    Writer dataSet =
        new Writer(
            !transferSyntax.equals(IMPLICIT_LITTLE_ENDIAN),
            transferSyntax.equals(EXPLICIT_BIG_ENDIAN));
    writeElements(dataSet);
    dataSet.bytes(tail);
    byte[] bytes = dataSet.toByteArray();
    return file.bytes(transferSyntax.equals(DEFLATED) ? deflate(bytes) : bytes).toByteArray();
  }

  private void writeElements(Writer writer) {
    elements.forEach(writer::element);
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    deflater.setInput(bytes);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chunk = new byte[8192];
    while (!deflater.finished()) {
      out.write(chunk, 0, deflater.deflate(chunk));
    }
    deflater.end();
    return out.toByteArray();
  }

  /** Bytes in one encoding. */
  private static final class Writer {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean explicitVr;
    private final boolean bigEndian;

    Writer(boolean explicitVr, boolean bigEndian) {
      this.explicitVr = explicitVr;
      this.bigEndian = bigEndian;
    }

    Writer sibling() {
      return new Writer(explicitVr, bigEndian);
    }

    void element(int tag, Value value) {
      byte[] bytes = value.write().apply(sibling()).toByteArray();
      long length = value.length() == null ? bytes.length : value.length();
      tag(tag);
      if (!explicitVr) {
        uint32(length);
      } else {
        bytes(value.vr().getBytes(StandardCharsets.US_ASCII));
        if (LONG_VRS.contains(value.vr())) {
          words(0).uint32(length);
        } else {
          words((int) length);
        }
      }
      bytes(bytes);
    }

    Writer item(int tag, int length) {
      return tag(tag).uint32(length);
    }

    Writer tag(int tag) {
      return words(tag >>> 16, tag);
    }

    Writer words(int... values) {
      for (int value : values) {
        out.write(bigEndian ? value >>> 8 : value);
        out.write(bigEndian ? value : value >>> 8);
      }
      return this;
    }

    Writer uint32(long value) {
      int high = (int) (value >>> 16);
      int low = (int) value;
      return bigEndian ? words(high, low) : words(low, high);
    }

    Writer octets(int... values) {
      for (int value : values) {
        out.write(value);
      }
      return this;
    }

    Writer bytes(byte[] bytes) {
      out.writeBytes(bytes);
      return this;
    }

    Writer even(int padding) {
      if (out.size() % 2 == 1) {
        out.write(padding);
      }
      return this;
    }

    int size() {
      return out.size();
    }

    byte[] toByteArray() {
      return out.toByteArray();
    }
  }
}
