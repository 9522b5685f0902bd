package io.thoraflow.trainer.feature;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Features on disk, one store for each {@link FeatureKey}, for one process at a time.
 *
 * <p>It is bounded: where a run needs room, the stores that were used longest ago are deleted.
 */
public final class FeatureCache implements AutoCloseable {
  static final String SUFFIX = ".features";

  private static final Logger log = LoggerFactory.getLogger(FeatureCache.class);
  private static final double GIBIBYTE = 1 << 30;

  private final Path folder;
  private final long maxBytes;
  private final FileChannel lockFile;
  private final Set<Path> used = new HashSet<>();

  private FeatureCache(Path folder, long maxBytes, FileChannel lockFile) {
    this.folder = folder;
    this.maxBytes = maxBytes;
    this.lockFile = lockFile;
  }

  /**
   * @param folder is made if need be
   * @param maxBytes of all stores together
   * @throws FeatureCacheException if another process uses the folder, or it cannot be written
   */
  public static FeatureCache open(Path folder, long maxBytes) {
    try {
      Files.createDirectories(folder);
      FileChannel lockFile =
          FileChannel.open(
              folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isTaken(lockFile)) {
        lockFile.close();
        throw new FeatureCacheException("another training run uses the feature cache " + folder);
      }
      return new FeatureCache(folder, maxBytes, lockFile);
    } catch (IOException e) {
      throw new FeatureCacheException("cannot use the feature cache " + folder, e);
    }
  }

  /** The store of a key with the rows that it has; the caller closes it before this cache. */
  public FeatureStore store(FeatureKey key) {
    Path file = folder.resolve(key.fileName());
    used.add(file);
    return FeatureStore.open(file, key, this::makeRoom);
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new FeatureCacheException("cannot close the feature cache " + folder, e);
    }
  }

  /** The lock ends with the channel, and with the process. */
  private static boolean isTaken(FileChannel lockFile) throws IOException {
    try {
      FileLock lock = lockFile.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private void makeRoom(long bytes) {
    try {
      List<Path> stores = stores();
      List<Path> others = stores.stream().filter(store -> !used.contains(store)).toList();
      verify(bytes, size(stores) - size(others), size(others));
      for (Path victim : others) {
        if (size(stores()) + bytes <= maxBytes && usableSpace() >= bytes) {
          return;
        }
        log.info("The feature cache makes room: features of an older key are deleted.");
        Files.delete(victim);
      }
    } catch (IOException e) {
      throw new FeatureCacheException("cannot use the feature cache " + folder, e);
    }
  }

  private void verify(long bytes, long usedBytes, long otherBytes) throws IOException {
    if (usedBytes + bytes > maxBytes) {
      throw new FeatureCacheException(
          "the features of this run take %s, but the cache %s may hold %s: allow more, or train with fewer variants"
              .formatted(gibibytes(usedBytes + bytes), folder, gibibytes(maxBytes)));
    }
    if (bytes > usableSpace() + otherBytes) {
      throw new FeatureCacheException(
          "the features of this run take %s more, but the disk of the cache %s has %s left"
              .formatted(gibibytes(bytes), folder, gibibytes(usableSpace())));
    }
  }

  /** Longest unused first. */
  private List<Path> stores() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(SUFFIX))
          .sorted(Comparator.comparingLong(file -> file.toFile().lastModified()))
          .toList();
    }
  }

  private long usableSpace() throws IOException {
    return Files.getFileStore(folder).getUsableSpace();
  }

  private static long size(List<Path> files) {
    return files.stream().mapToLong(file -> file.toFile().length()).sum();
  }

  private static String gibibytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f GiB", bytes / GIBIBYTE);
  }
}
