package io.thoraflow.standalone.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Stream;

/** What a figure was measured on. */
final class Machine {
  private Machine() {}

  /** Cores, CPU model, operating system, JDK and date. */
  static String describe() {
    return "%d cores, %s; %s %s; JDK %s; %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            cpuModel(),
            System.getProperty("os.name"),
            System.getProperty("os.arch"),
            Runtime.version(),
            LocalDate.now(ZoneOffset.UTC));
  }

  private static String cpuModel() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("CPU model unknown");
    } catch (IOException e) {
      return "CPU model unknown";
    }
  }
}
