package io.thoraflow.trainer.feature;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;

/** The rows of a growing file, mapped into memory: they take none of the heap. */
final class MappedRows {
  /** A mapping cannot exceed 2 GiB. */
  private static final int SEGMENT_BYTES = 1 << 30;

  private final FileChannel file;
  private final long start;
  private final int rowBytes;
  private final int rowsInSegment;
  private final List<MappedByteBuffer> segments = new ArrayList<>();

  /**
   * @param start position of the first row
   */
  MappedRows(FileChannel file, long start, int rowBytes) {
    this.file = file;
    this.start = start;
    this.rowBytes = rowBytes;
    this.rowsInSegment = Math.max(1, SEGMENT_BYTES / rowBytes);
  }

  /** Whole rows in the file. */
  int count() throws IOException {
    return (int) ((file.size() - start) / rowBytes);
  }

  ByteBuffer row(int number) throws IOException {
    int index = number / rowsInSegment;
    int offset = number % rowsInSegment * rowBytes;
    while (segments.size() <= index) {
      segments.add(map(segments.size()));
    }
    if (segments.get(index).capacity() < offset + rowBytes) {
      segments.set(index, map(index));
    }
    return segments.get(index).slice(offset, rowBytes);
  }

  private MappedByteBuffer map(int segment) throws IOException {
    long first = (long) segment * rowsInSegment;
    long rows = Math.min(rowsInSegment, count() - first);
    return file.map(MapMode.READ_ONLY, start + first * rowBytes, rows * rowBytes);
  }
}
