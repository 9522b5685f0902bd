package io.thoraflow.standalone.bench;

import io.thoraflow.contract.process.ProcessStatus;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * The memory of a process at one moment, in megabytes.
 *
 * @param predictions so far
 * @param resident the whole process, as the operating system sees it
 * @param heap in use after a garbage collection
 * @param direct buffers outside of the heap
 */
record MemoryUse(int predictions, double resident, double heap, double direct) {
  private static final double MEGABYTE = 1 << 20;

  /** Several moments. */
  record History(List<MemoryUse> moments) {}

  /** Of this process, now. */
  static MemoryUse now(int predictions) throws IOException {
    System.gc();
    return new MemoryUse(
        predictions,
        ProcessStatus.own().residentKilobytes() / 1024.0,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEGABYTE,
        directBytes() / MEGABYTE);
  }

  private static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }
}
