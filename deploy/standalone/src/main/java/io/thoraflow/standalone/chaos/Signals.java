package io.thoraflow.standalone.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Sends signals, only to processes that belong to a folder. */
public final class Signals {
  private Signals() {}

  /**
   * The process that a file names, if it lives.
   *
   * @param mark what stands in its command line, as the id may be another's by now
   */
  static Optional<ProcessHandle> find(Path pidFile, String mark) throws IOException {
    try {
      return Files.readString(pidFile)
          .lines()
          .findFirst()
          .map(String::strip)
          .filter(line -> line.matches("[0-9]{1,10}"))
          .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
          .filter(ProcessHandle::isAlive)
          .filter(process -> commandLine(process.pid()).contains(mark));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  private static String commandLine(long pid) {
    try {
      return new String(
          Files.readAllBytes(Path.of("/proc/" + pid + "/cmdline")), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** A process that is gone is none to signal. */
  public static void send(String signal, ProcessHandle process)
      throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", signal, Long.toString(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /**
   * Suspends a process, then its children: it makes none meanwhile.
   *
   * @return what is to be resumed
   */
  public static List<ProcessHandle> suspend(ProcessHandle process)
      throws IOException, InterruptedException {
    send("STOP", process);
    List<ProcessHandle> all = Stream.concat(Stream.of(process), process.descendants()).toList();
    for (ProcessHandle one : all) {
      send("STOP", one);
    }
    return all;
  }
}
