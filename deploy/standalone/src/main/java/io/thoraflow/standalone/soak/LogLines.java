package io.thoraflow.standalone.soak;

import io.thoraflow.standalone.runtime.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How many lines processes have written to their logs, files that were rolled over included, but
 * for those that tell of usual work.
 */
record LogLines(DataFolder folder, List<String> processes) {
  private static final String USUAL = " INFO ";

  Map<String, Long> count() throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    for (String process : processes) {
      counts.put(process, lines(process));
    }
    return counts;
  }

  Map<String, Long> since(Map<String, Long> before) throws IOException {
    Map<String, Long> more = count();
    more.replaceAll((process, lines) -> lines - before.get(process));
    return more;
  }

  private long lines(String process) throws IOException {
    Path log = folder.log(process);
    long lines = 0;
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(log.getParent(), process + ".{log,log.*,err}")) {
      for (Path file : files) {
        lines += linesOf(file);
      }
    }
    return lines;
  }

  /** Of bytes, as what a process prints may be no text. */
  private static long linesOf(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.filter(line -> !line.contains(USUAL)).count();
    }
  }
}
