package io.thoraflow.standalone.chaos;

import io.thoraflow.standalone.runtime.DataFolder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The archive and the broker on small disks, where these can be mounted. */
final class Disks implements AutoCloseable {
  /** Beside the files: logs, indexes and what is staged. */
  private static final long ROOM = 96L << 20;

  private final Map<Target, SmallDisk> disks;

  private Disks(Map<Target, SmallDisk> disks) {
    this.disks = disks;
  }

  /**
   * @param bytes of all files together, about
   */
  static Disks in(DataFolder folder, long bytes) throws IOException, InterruptedException {
    Map<Target, SmallDisk> disks = new LinkedHashMap<>();
    if (SmallDisk.isPossible()) {
      disks.put(Target.ARCHIVE, SmallDisk.mount(folder.archive(), ROOM + bytes));
      // Some are sent twice or more.
      disks.put(Target.BROKER, SmallDisk.mount(folder.kafka(), ROOM + 3 * bytes));
    }
    return new Disks(disks);
  }

  static void unmountLeftovers(DataFolder folder) throws IOException, InterruptedException {
    SmallDisk.unmountLeftover(folder.archive());
    SmallDisk.unmountLeftover(folder.kafka());
  }

  boolean areSmall() {
    return !disks.isEmpty();
  }

  SmallDisk of(Target target) {
    return disks.get(target);
  }

  @Override
  public void close() throws IOException {
    for (SmallDisk disk : disks.values()) {
      disk.close();
    }
  }
}
