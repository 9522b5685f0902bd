package io.thoraflow.contract.tensorflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What this machine's processor can do, as Linux lists it.
 *
 * @param flags names such as {@code avx2}; empty where they are not known
 */
record CpuFeatures(Set<String> flags) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

  CpuFeatures {
    flags = Set.copyOf(flags);
  }

  static CpuFeatures ofThisMachine() {
    try {
      return parse(Files.readString(CPU_INFO, StandardCharsets.UTF_8));
    } catch (IOException e) {
      return new CpuFeatures(Set.of());
    }
  }

  /**
   * @param cpuInfo of which the first processor counts: all of a machine are of a kind
   */
  static CpuFeatures parse(String cpuInfo) {
    return new CpuFeatures(
        cpuInfo
            .lines()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .map(names -> Arrays.stream(names.split(" +")).collect(Collectors.toSet()))
            .orElse(Set.of()));
  }

  boolean avx512() {
    return flags.contains("avx512f");
  }
}
