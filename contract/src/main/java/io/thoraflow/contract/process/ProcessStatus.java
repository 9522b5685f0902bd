package io.thoraflow.contract.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux says of a process in {@code /proc/PID/status}, at one moment. */
public final class ProcessStatus {
  private final List<String> lines;

  private ProcessStatus(List<String> lines) {
    this.lines = lines;
  }

  /**
   * @throws IOException if it has ended
   */
  public static ProcessStatus of(long pid) throws IOException {
    return read(Long.toString(pid));
  }

  /** Of this process. */
  public static ProcessStatus own() throws IOException {
    return read("self");
  }

  private static ProcessStatus read(String pid) throws IOException {
    return new ProcessStatus(Files.readAllLines(Path.of("/proc", pid, "status")));
  }

  /** Memory that is resident, in kilobytes. */
  public long residentKilobytes() {
    return number("VmRSS:");
  }

  /** Of it what is no mapped file, in kilobytes. */
  public long anonymousKilobytes() {
    return number("RssAnon:");
  }

  public int threads() {
    return (int) number("Threads:");
  }

  private long number(String field) {
    return lines.stream()
        .filter(line -> line.startsWith(field))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0); // A process that is just ending has no memory any more.
  }
}
