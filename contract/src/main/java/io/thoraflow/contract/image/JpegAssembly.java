package io.thoraflow.contract.image;

import io.thoraflow.contract.image.JpegFile.Coding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Puts the kept parts of a JPEG file together behind a minimal header. */
final class JpegAssembly {
  private static final byte[] START = {(byte) 0xff, (byte) 0xd8};
  private static final byte[] END = {(byte) 0xff, (byte) 0xd9};

  /** JFIF 1.02, aspect ratio 1:1, no thumbnail: gray or YCbCr. */
  private static final byte[] JFIF = {
    (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 2, 0, 0, 1, 0, 1, 0, 0
  };

  /** Adobe, version 100, no flags, transform 0: RGB. */
  private static final byte[] ADOBE_RGB = {
    (byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, 0
  };

  /** At the end of a sequential scan's header (T.81 B.2.3): all coefficients, at full precision. */
  private static final byte[] ALL_COEFFICIENTS = {0, 63, 0};

  private record Part(int start, int end, boolean isSequentialScan) {}

  private final byte[] content;
  private final List<Part> parts = new ArrayList<>();

  JpegAssembly(byte[] content) {
    this.content = content;
  }

  void add(int start, int end) {
    parts.add(new Part(start, end, false));
  }

  /** A scan's header, which decoders ignore in sequential files, though they complain. */
  void addSequentialScan(int start, int end) {
    parts.add(new Part(start, end, true));
  }

  byte[] assemble(Coding coding) {
    byte[] header = coding == Coding.RGB ? ADOBE_RGB : JFIF;
    int length = parts.stream().mapToInt(part -> part.end() - part.start()).sum();
    int total = START.length + header.length + length + END.length;
    ByteBuffer file = ByteBuffer.allocate(total).put(START).put(header);
    for (Part part : parts) {
      file.put(content, part.start(), part.end() - part.start());
      if (part.isSequentialScan()) {
        file.position(file.position() - ALL_COEFFICIENTS.length).put(ALL_COEFFICIENTS);
      }
    }
    return file.put(END).array();
  }
}
