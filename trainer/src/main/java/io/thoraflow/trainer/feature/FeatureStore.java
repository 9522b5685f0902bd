package io.thoraflow.trainer.feature;

import io.thoraflow.contract.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The features of one {@link FeatureKey}: a file of equal rows that only grows.
 *
 * <p>A process may be killed at any moment: a row that is not whole or whose checksum is wrong
 * counts as absent when the store is opened again. Not for several threads.
 */
public final class FeatureStore implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FeatureStore.class);

  /** The key as text and zeros; rows begin behind it. */
  static final int HEADER_BYTES = 4096;

  private final Path path;
  private final FileChannel file;
  private final RowLayout layout;
  private final MappedRows rows;
  private final LongConsumer room;
  private final Map<RowKey, Integer> numbers = new HashMap<>();
  private final short[] halves;

  private FeatureStore(Path path, FileChannel file, RowLayout layout, LongConsumer room) {
    this.path = path;
    this.file = file;
    this.layout = layout;
    this.room = room;
    this.rows = new MappedRows(file, HEADER_BYTES, layout.bytes());
    this.halves = new short[layout.features()];
  }

  /**
   * @param room is asked for bytes before a run needs them
   */
  static FeatureStore open(Path path, FeatureKey key, LongConsumer room) {
    try {
      if (!isOf(key, path)) {
        create(key, path);
      }
      Files.setLastModifiedTime(path, FileTime.from(Instant.now()));
      FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
      FeatureStore store = new FeatureStore(path, file, new RowLayout(key.view().length()), room);
      store.index();
      return store;
    } catch (IOException e) {
      throw new FeatureCacheException("cannot open the features " + path, e);
    }
  }

  public boolean contains(String sha256, int variant) {
    return numbers.containsKey(new RowKey(sha256, variant));
  }

  /** The number of rows. */
  public int size() {
    return numbers.size();
  }

  /** The number of features in a row. */
  public int length() {
    return layout.features();
  }

  /**
   * Copies a row.
   *
   * @param target takes {@link #length} features
   * @throws IllegalArgumentException if there is no such row
   */
  public void read(String sha256, int variant, float[] target) {
    Integer number = numbers.get(new RowKey(sha256, variant));
    if (number == null) {
      throw new IllegalArgumentException(
          "there are no features of variant %d of X-ray %s".formatted(variant, sha256));
    }
    try {
      halves(rows.row(number)).get(halves);
    } catch (IOException e) {
      throw new FeatureCacheException("cannot read features of X-ray " + sha256, e);
    }
    for (int index = 0; index < halves.length; index++) {
      target[index] = HalfFloats.toFloat(halves[index]);
    }
  }

  /** A copy of a row. */
  public float[] read(String sha256, int variant) {
    float[] row = new float[length()];
    read(sha256, variant, row);
    return row;
  }

  /**
   * Makes room for more rows.
   *
   * @throws FeatureCacheException if there is none
   */
  void reserve(int moreRows) {
    room.accept((long) moreRows * layout.bytes());
  }

  /**
   * @param payload features in half precision, little-endian, from its position on
   */
  void append(String sha256, int variant, ByteBuffer payload) {
    RowKey key = new RowKey(sha256, variant);
    verifyFinite(key, payload);
    try {
      int number = rows.count();
      ByteBuffer row = layout.row(key, payload);
      long start = HEADER_BYTES + (long) number * layout.bytes();
      while (row.hasRemaining()) {
        file.write(row, start + row.position());
      }
      numbers.put(key, number);
    } catch (IOException e) {
      dropHalfRow();
      throw new FeatureCacheException(
          "the features of X-ray %s cannot be kept in %s: %s"
              .formatted(sha256, path, e.getMessage()),
          e);
    }
  }

  /** What a full disk has cut off. */
  private void dropHalfRow() {
    try {
      file.truncate(HEADER_BYTES + (long) rows.count() * layout.bytes());
    } catch (IOException e) {
      log.debug("Half a row stays until the features are opened again.", e);
    }
  }

  @Override
  public void close() {
    try (file) {
      file.force(false);
    } catch (IOException e) {
      throw new FeatureCacheException("cannot close features", e);
    }
  }

  private void index() throws IOException {
    int count = rows.count();
    int dropped = 0;
    for (int number = 0; number < count; number++) {
      int row = number;
      var key = layout.key(rows.row(number));
      key.ifPresent(found -> numbers.put(found, row));
      dropped += key.isPresent() ? 0 : 1;
    }
    long whole = HEADER_BYTES + (long) count * layout.bytes();
    if (dropped > 0 || file.size() > whole) {
      file.truncate(whole);
      log.info("An interrupted run has left damaged features; they are computed again.");
    }
  }

  private ShortBuffer halves(ByteBuffer row) {
    return row.slice(RowLayout.HEAD_BYTES, layout.payloadBytes())
        .order(ByteOrder.LITTLE_ENDIAN)
        .asShortBuffer();
  }

  private static void verifyFinite(RowKey key, ByteBuffer payload) {
    ShortBuffer values = payload.duplicate().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    while (values.hasRemaining()) {
      if (!HalfFloats.isFinite(values.get())) {
        throw new FeatureCacheException(
            "X-ray %s has a feature beyond half precision (65504): the backbone's weights are not fit for this"
                .formatted(key.sha256()));
      }
    }
  }

  private static boolean isOf(FeatureKey key, Path path) throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer found = ByteBuffer.allocate(HEADER_BYTES);
      while (found.hasRemaining() && file.read(found) >= 0) {}
      return found.flip().equals(header(key));
    }
  }

  /** No store is ever without its whole header. */
  private static void create(FeatureKey key, Path path) throws IOException {
    AtomicFile.write(path, header(key).array());
  }

  private static ByteBuffer header(FeatureKey key) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    return header.put(key.text().getBytes(StandardCharsets.UTF_8)).clear();
  }
}
