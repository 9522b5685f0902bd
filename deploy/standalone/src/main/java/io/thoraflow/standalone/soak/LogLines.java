package io.thoraflow.standalone.soak;

import io.thoraflow.standalone.runtime.DataFolder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many lines processes have written to their logs, files that were rolled over included. */
record LogLines(DataFolder folder, List<String> processes) {

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

  private static long linesOf(Path file) throws IOException {
    long lines = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        lines += octet == '\n' ? 1 : 0;
      }
    }
    return lines;
  }
}
