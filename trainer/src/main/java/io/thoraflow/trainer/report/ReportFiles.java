package io.thoraflow.trainer.report;

import io.thoraflow.contract.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a report; only its owner can read it, for it shows X-rays. */
public final class ReportFiles {
  public static final String PAGE = "report.html";
  public static final String METRICS = "metrics.json";

  private ReportFiles() {}

  /**
   * Writes {@value #PAGE} and {@value #METRICS}, each whole or not at all, over older ones.
   *
   * @param folder made where it is missing
   * @return the page
   */
  public static Path write(TrainingReport report, Path folder) throws IOException {
    Files.createDirectories(folder);
    write(
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(MetricsJson.of(report)),
        folder.resolve(METRICS));
    Path page = folder.resolve(PAGE);
    write(ReportPage.html(report).getBytes(StandardCharsets.UTF_8), page);
    return page;
  }

  /** Temporary files are readable by their owner only, and stay so. */
  private static void write(byte[] content, Path file) throws IOException {
    Path unfinished = Files.createTempFile(file.getParent(), ".", ".tmp");
    try {
      try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
        for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining(); ) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }
}
