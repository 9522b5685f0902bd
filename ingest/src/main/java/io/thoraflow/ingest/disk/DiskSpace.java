package io.thoraflow.ingest.disk;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disks that take files have room for more.
 *
 * <p>Below the watermark no file is taken out of the inbox: a disk that is full altogether would
 * fail everything else on it, too. Nothing has to be restarted once there is room again.
 */
public final class DiskSpace {
  private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);

  /** In which disks give room away. */
  private static final long BLOCK = 4096;

  /** Beside its content, a file takes one for its folder and one for its line on a list. */
  private static final long BLOCKS_BESIDE = 2;

  private final Map<String, Path> folders;
  private final long minFreeBytes;
  private final ToLongFunction<Path> freeBytes;
  private final AtomicBoolean full = new AtomicBoolean();
  private final AtomicLong reserved = new AtomicLong();

  /**
   * @param folders that take files, by what they are called
   * @param minFreeBytes the watermark
   * @param freeBytes of the disk that a folder is on; 0 where it cannot be asked
   */
  public DiskSpace(Map<String, Path> folders, long minFreeBytes, ToLongFunction<Path> freeBytes) {
    this.folders = new LinkedHashMap<>(folders);
    this.minFreeBytes = minFreeBytes;
    this.freeBytes = freeBytes;
  }

  /** What the operating system says: one system call, as it is asked for every file. */
  public static long freeBytesOfDisk(Path folder) {
    return folder.toFile().getUsableSpace();
  }

  /** What keeps files from being taken; empty: nothing does. */
  public Optional<String> problem() {
    return folders.entrySet().stream()
        .filter(folder -> free(folder.getKey()) < minFreeBytes)
        .findFirst()
        .map(
            folder ->
                "%d MB are free for the %s, but at least %d MB must be; files stay in the inbox"
                    .formatted(free(folder.getKey()) >> 20, folder.getKey(), minFreeBytes >> 20));
  }

  /** Whether files may be taken; the log tells when that changes. */
  public boolean hasRoom() {
    Optional<String> problem = problem();
    if (full.getAndSet(problem.isPresent()) != problem.isPresent()) {
      problem.ifPresentOrElse(
          LOG::warn, () -> LOG.info("there is room on the disk again; files are taken"));
    }
    return problem.isEmpty();
  }

  /** The folders that take files. */
  public Map<String, Path> folders() {
    return Collections.unmodifiableMap(folders);
  }

  /**
   * Sets room aside for a file that is on its way: hundreds may be between their reading and the
   * broker's acknowledgement, so the disk passes its watermark by one file at most.
   *
   * @return whether there is room; if so, {@link #release} must follow
   */
  public boolean reserve(long bytes) {
    long others = reserved.getAndAdd(room(bytes));
    if (leastFree() - others >= minFreeBytes) {
      return true;
    }
    release(bytes);
    return false;
  }

  /** The file has arrived, and the disk itself knows of it, or it stays where it was. */
  public void release(long bytes) {
    reserved.addAndGet(-room(bytes));
  }

  private static long room(long bytes) {
    return ((bytes + BLOCK - 1) / BLOCK + BLOCKS_BESIDE) * BLOCK;
  }

  private long leastFree() {
    return folders.keySet().stream().mapToLong(this::free).min().orElse(Long.MAX_VALUE);
  }

  public long free(String folder) {
    return freeBytes.applyAsLong(folders.get(folder));
  }

  public long minFreeBytes() {
    return minFreeBytes;
  }
}
