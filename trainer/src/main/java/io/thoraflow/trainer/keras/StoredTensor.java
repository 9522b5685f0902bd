package io.thoraflow.trainer.keras;

import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.filter.PipelineFilterWithData;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Whether a tensor of an HDF5 file is as large as it claims, before anything of that size is
 * allocated. Keras stores a tensor in one piece; tools that compress such files store chunks.
 */
final class StoredTensor {
  /** The largest of the seed architecture, Dense(128) on 7 x 7 x 2048, has 51 MB. */
  private static final long MAX_BYTES = 256L << 20;

  private static final long MAX_CHUNKS = 100_000;

  /** Of HDF5: a filter's id. */
  private static final int DEFLATE = 1;

  private static final int SHUFFLE = 2;

  private final String name;
  private final Dataset dataset;

  private StoredTensor(String name, Dataset dataset) {
    this.name = name;
    this.dataset = dataset;
  }

  /**
   * @throws InvalidModelException naming the tensor, what it claims and what is allowed
   */
  static void verify(String name, Dataset dataset) {
    StoredTensor tensor = new StoredTensor(name, dataset);
    if (dataset instanceof ContiguousDataset) {
      tensor.verifyBytes(dataset.getHdfFile().size());
    } else if (dataset instanceof ChunkedDataset chunked) {
      tensor.verifyBytes(MAX_BYTES);
      tensor.verifyChunks(chunked);
    } else {
      throw tensor.refusal(
          "is stored as %s, but must be contiguous or in chunks"
              .formatted(dataset.getDataLayout()));
    }
  }

  private void verifyBytes(long stored) {
    long most = Math.min(MAX_BYTES, stored);
    long bytes = bytes(dataset.getDimensions());
    if (bytes > most) {
      throw refusal("claims %d bytes, but at most %d can be stored".formatted(bytes, most));
    }
  }

  /** Sizes that no array can have count as the largest. */
  private static long bytes(int[] dimensions) {
    long bytes = Float.BYTES;
    for (int dimension : dimensions) {
      bytes = dimension < 0 || bytes > MAX_BYTES ? Long.MAX_VALUE : bytes * dimension;
    }
    return bytes;
  }

  private void verifyChunks(ChunkedDataset chunked) {
    int[] extents = chunked.getDimensions();
    int[] chunk = chunked.getChunkDimensions();
    long bytes = bytes(chunk);
    long chunks = 1;
    for (int i = 0; i < extents.length; i++) {
      chunks *= chunk[i] < 1 ? MAX_CHUNKS + 1 : (extents[i] + chunk[i] - 1L) / chunk[i];
      if (chunks > MAX_CHUNKS || bytes > MAX_BYTES) {
        throw refusal(
            "is stored in chunks of %s, but must be stored in at most %d of at most %d bytes"
                .formatted(Arrays.toString(chunk), MAX_CHUNKS, MAX_BYTES));
      }
    }
    boolean deflated = isDeflated(chunked.getFilters());
    int[] offset = new int[extents.length];
    for (long i = 0; i < chunks; i++) {
      verifyChunk(chunked.getRawChunkBuffer(offset), bytes, deflated);
      advance(offset, extents, chunk);
    }
  }

  /** To the next chunk in row-major order. */
  private static void advance(int[] offset, int[] extents, int[] chunk) {
    for (int i = offset.length - 1; i >= 0; i--) {
      offset[i] += chunk[i];
      if (offset[i] < extents[i]) {
        return;
      }
      offset[i] = 0;
    }
  }

  private boolean isDeflated(List<PipelineFilterWithData> filters) {
    List<Integer> ids = filters.stream().map(PipelineFilterWithData::getId).toList();
    if (!List.of(List.of(), List.of(SHUFFLE), List.of(DEFLATE), List.of(SHUFFLE, DEFLATE))
        .contains(ids)) {
      throw refusal(
          "is compressed by HDF5's filters %s, but must be stored plain or with gzip"
              .formatted(ids));
    }
    return ids.contains(DEFLATE);
  }

  private void verifyChunk(ByteBuffer stored, long bytes, boolean deflated) {
    long found;
    try {
      found = deflated ? inflated(stored, bytes) : stored.remaining();
    } catch (DataFormatException e) {
      throw refusal("has a damaged chunk: " + e.getMessage());
    }
    if (found > bytes) {
      throw refusal("has a chunk of more than its %d bytes".formatted(bytes));
    }
  }

  /** How many bytes it makes; it is asked for little more than the given number. */
  static long inflated(ByteBuffer stored, long most) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(stored);
      byte[] buffer = new byte[1 << 16];
      long total = 0;
      while (total <= most && !inflater.finished()) {
        int count = inflater.inflate(buffer);
        if (count == 0) {
          break;
        }
        total += count;
      }
      return total;
    } finally {
      inflater.end();
    }
  }

  private InvalidModelException refusal(String what) {
    return new InvalidModelException("weight %s %s".formatted(name, what));
  }
}
