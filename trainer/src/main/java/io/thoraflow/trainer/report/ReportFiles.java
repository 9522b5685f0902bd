package io.thoraflow.trainer.report;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

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
   * @throws IOException naming the folder, such as of a full disk
   */
  public static Path write(TrainingReport report, Path folder) throws IOException {
    byte[] metrics =
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(MetricsJson.of(report));
    Path page = folder.resolve(PAGE);
    try {
      Files.createDirectories(folder);
      write(metrics, folder.resolve(METRICS));
      write(ReportPage.html(report).getBytes(StandardCharsets.UTF_8), page);
    } catch (IOException e) {
      throw new IOException(
          "the report cannot be written to %s: %s".formatted(folder, e.getMessage()), e);
    }
    return page;
  }

  private static void write(byte[] content, Path file) throws IOException {
    AtomicFile.write(file, content, AtomicFile.Option.OWNER_ONLY, AtomicFile.Option.SYNCED);
  }
}
