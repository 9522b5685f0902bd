package io.thoraflow.contract.image;

import io.thoraflow.contract.image.JpegFile.Coding;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;

/**
 * Walks the segments of one JPEG file from start to end of image, without decoding: a fraction of a
 * millisecond for 200 KB.
 *
 * <p>A walk to the end-of-image marker is how far completeness is verified. Entropy-coded data that
 * end early but are followed by that marker are noticed when they are decoded.
 */
final class JpegParser {
  private static final int SOF0_BASELINE = 0xc0;
  private static final int SOF1_EXTENDED = 0xc1;
  private static final int SOF2_PROGRESSIVE = 0xc2;
  private static final int DHT = 0xc4;
  private static final int RST0 = 0xd0;
  private static final int RST7 = 0xd7;
  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int DQT = 0xdb;
  private static final int DRI = 0xdd;
  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;

  /** Progressive encoders write about ten; thousands would keep a decoder busy for minutes. */
  private static final int MAX_SCANS = 100;

  private final byte[] content;
  private final JpegAssembly kept;
  private int position = 2;
  private int frame;
  private int width;
  private int height;
  private int components;
  private int firstComponentId;
  private int scans;
  private boolean jfif;
  private int adobeTransform = -1;

  private JpegParser(byte[] content) {
    this.content = content;
    this.kept = new JpegAssembly(content);
  }

  /**
   * @param content for which {@link JpegFile#recognizes} holds
   * @throws UnsuitableImageException TRUNCATED, CORRUPT or UNSUPPORTED_PIXEL_FORMAT
   */
  static JpegFile parse(byte[] content) {
    return new JpegParser(content).walk();
  }

  private JpegFile walk() {
    while (true) {
      int start = position;
      int marker = marker();
      if (marker == EOI) {
        return finished();
      }
      int length = twoBytes(position);
      if (length < 2) {
        throw corrupt("a segment is shorter than its length field");
      }
      int body = position + 2;
      position += length;
      if (position > content.length) {
        throw truncated();
      }
      if (keeps(marker, body, length - 2)) {
        if (marker == SOS && frame != SOF2_PROGRESSIVE) {
          kept.addSequentialScan(start, position);
        } else {
          kept.add(start, position);
        }
      }
      if (marker == SOS) {
        skipEntropyCodedData();
      }
    }
  }

  private int marker() {
    if (byteAt(position) != 0xff) {
      throw corrupt("there is no marker where one must be");
    }
    while (byteAt(position) == 0xff) {
      position++;
    }
    return byteAt(position++);
  }

  /** Takes in a segment and tells whether decoding needs it. */
  private boolean keeps(int marker, int body, int length) {
    return switch (marker) {
      case DHT, DQT, DRI -> true;
      case SOF0_BASELINE, SOF1_EXTENDED, SOF2_PROGRESSIVE -> {
        frame(marker, body, length);
        yield true;
      }
      case SOS -> {
        scan(body, length);
        yield true;
      }
      case APP0 -> {
        jfif |= startsWith("JFIF\0", body, length);
        yield false;
      }
      case APP14 -> {
        if (length >= 12 && startsWith("Adobe", body, length)) {
          adobeTransform = byteAt(body + 11);
        }
        yield false;
      }
      default -> {
        refuseUnlessIgnorable(marker);
        yield false;
      }
    };
  }

  /** Lets applications' segments and comments pass; nothing else may be skipped. */
  private static void refuseUnlessIgnorable(int marker) {
    if (marker < SOF0_BASELINE || (marker >= RST0 && marker <= SOI)) {
      throw corrupt("marker FF%02X has no place between segments".formatted(marker));
    }
    if (marker < APP0) {
      // Lossless, hierarchical and arithmetic processes, and what belongs to them.
      throw unsupported("a segment of marker FF%02X".formatted(marker));
    }
  }

  private void frame(int marker, int body, int length) {
    if (frame != 0) {
      throw corrupt("there is a second frame header");
    }
    if (length < 6 || length != 6 + 3 * byteAt(body + 5)) {
      throw corrupt("the frame header has a wrong length");
    }
    frame = marker;
    height = twoBytes(body + 1);
    width = twoBytes(body + 3);
    components = byteAt(body + 5);
    if (byteAt(body) != 8) {
      throw unsupported("%d-bit samples".formatted(byteAt(body)));
    }
    if (components != 1 && components != 3) {
      throw unsupported("%d components".formatted(components));
    }
    if (width == 0 || height == 0) {
      throw unsupported("a size that is not in the frame header");
    }
    firstComponentId = byteAt(body + 6);
  }

  private void scan(int body, int length) {
    if (length < 1 || length != 4 + 2 * byteAt(body)) {
      throw corrupt("a scan's header has a wrong length");
    }
    if (frame == 0) {
      throw corrupt("a scan comes before the frame header");
    }
    if (++scans > MAX_SCANS) {
      throw corrupt("there are more than %d scans".formatted(MAX_SCANS));
    }
  }

  private void skipEntropyCodedData() {
    int start = position;
    int at = position;
    int last = content.length - 1;
    while (true) {
      while (at < last && content[at] != (byte) 0xff) {
        at++;
      }
      if (at >= last) {
        throw truncated();
      }
      int next = content[at + 1] & 0xff;
      if (next == 0 || (next >= RST0 && next <= RST7)) {
        at += 2;
      } else if (next == 0xff) {
        at++;
      } else {
        break;
      }
    }
    position = at;
    kept.add(start, at);
  }

  private JpegFile finished() {
    if (scans == 0) {
      throw corrupt("there is no image before the end of image");
    }
    Coding coding = coding();
    return new JpegFile(
        width, height, components, frame == SOF2_PROGRESSIVE, coding, kept.assemble(coding));
  }

  /** The rules of libjpeg's {@code default_decompress_parms}. */
  private Coding coding() {
    if (components == 1) {
      return Coding.GRAY;
    }
    boolean rgb = !jfif && (adobeTransform == 0 || (adobeTransform < 0 && firstComponentId == 'R'));
    return rgb ? Coding.RGB : Coding.YCC;
  }

  private boolean startsWith(String text, int body, int length) {
    if (length < text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (content[body + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int twoBytes(int at) {
    return byteAt(at) << 8 | byteAt(at + 1);
  }

  private int byteAt(int at) {
    if (at >= content.length) {
      throw truncated();
    }
    return content[at] & 0xff;
  }

  private static UnsuitableImageException truncated() {
    return new UnsuitableImageException(
        RejectionReason.TRUNCATED, "the JPEG file ends before its end-of-image marker");
  }

  private static UnsuitableImageException corrupt(String what) {
    return new UnsuitableImageException(RejectionReason.CORRUPT, "in the JPEG file " + what);
  }

  private static UnsuitableImageException unsupported(String what) {
    return new UnsuitableImageException(
        RejectionReason.UNSUPPORTED_PIXEL_FORMAT,
        "the JPEG file has %s; 8-bit baseline, extended or progressive Huffman files with 1 or 3"
                .formatted(what)
            + " components are supported");
  }
}
