package io.thoraflow.contract.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The numbers of a process in Linux's {@code /proc/PID/stat}, at one moment. Times are in
 * hundredths of a second, whatever the kernel's own clock.
 *
 * @param cpuTicks it has run, in user and in system mode
 * @param startTicks from the machine's start to its own, which tells it from a later process with
 *     the same id; unlike its time of day this stays when the machine's clock is corrected
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
public record ProcessStat(long cpuTicks, long startTicks) {
  /** Fields are counted from 1; those from the third on follow the name, which may hold spaces. */
  private static final int AFTER_NAME = 3;

  private static final int USER = 14;
  private static final int SYSTEM = 15;
  private static final int START = 22;

  /**
   * @throws IOException if it has ended, or the system is no Linux
   */
  public static ProcessStat of(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return new ProcessStat(number(fields, USER) + number(fields, SYSTEM), number(fields, START));
  }

  private static long number(String[] fields, int place) {
    return Long.parseLong(fields[place - AFTER_NAME]);
  }
}
