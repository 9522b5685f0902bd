package io.thoraflow.standalone.soak;

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

  /** Linux reports times in hundredths of a second, whatever the kernel's own clock. */
  private static final double TICKS = 100;

  /** Places in {@code /proc/PID/stat} after the name, which may hold spaces. */
  private static final int USER = 11;

  private static final int SYSTEM = 12;

  /**
   * @throws IOException if it has ended
   */
  static ProcFs of(long pid) throws IOException {
    Path folder = Path.of("/proc", Long.toString(pid));
    ProcessStatus status = ProcessStatus.of(pid);
    String stat = Files.readString(folder.resolve("stat"));
    String[] times = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    try (Stream<Path> descriptors = Files.list(folder.resolve("fd"))) {
      return new ProcFs(
          status.residentKilobytes() / KILOBYTES,
          status.anonymousKilobytes() / KILOBYTES,
          status.threads(),
          (int) descriptors.count(),
          (Long.parseLong(times[USER]) + Long.parseLong(times[SYSTEM])) / TICKS);
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
