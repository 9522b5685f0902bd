package io.thoraflow.standalone.soak;

import io.thoraflow.contract.process.ProcessStat;
import io.thoraflow.contract.process.ProcessStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What Linux says of a process and, where asked, its children.
 *
 * @param resident megabytes
 * @param anonymous megabytes of these that are no mapped files
 * @param descriptors open
 * @param cpu seconds
 */
record ProcFs(double resident, double anonymous, int threads, int descriptors, double cpu) {
  private static final double KILOBYTES = 1024;

  private static final double TICKS_PER_SECOND = 100;

  /**
   * @throws IOException if it has ended
   */
  static ProcFs of(long pid) throws IOException {
    ProcessStatus status = ProcessStatus.of(pid);
    ProcessStat stat = ProcessStat.of(pid);
    try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
      return new ProcFs(
          status.residentKilobytes() / KILOBYTES,
          status.anonymousKilobytes() / KILOBYTES,
          status.threads(),
          (int) descriptors.count(),
          stat.cpuTicks() / TICKS_PER_SECOND);
    }
  }

  /** With its children, which PostgreSQL has one of for each connection; their CPU is theirs. */
  static ProcFs ofFamily(ProcessHandle process) throws IOException {
    ProcFs sum = of(process.pid());
    for (ProcessHandle child : process.descendants().toList()) {
      try {
        sum = sum.plus(of(child.pid()));
      } catch (IOException e) {
        // It has just ended.
      }
    }
    return sum;
  }

  private ProcFs plus(ProcFs other) {
    return new ProcFs(
        // Pages that are shared count once: only the parent's.
        resident + other.anonymous,
        anonymous + other.anonymous,
        threads + other.threads,
        descriptors + other.descriptors,
        cpu + other.cpu);
  }
}
