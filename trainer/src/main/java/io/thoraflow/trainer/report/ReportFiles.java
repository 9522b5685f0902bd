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

  private static void write(byte[] content, Path file) throws IOException {
    AtomicFile.write(file, content, AtomicFile.Option.OWNER_ONLY, AtomicFile.Option.SYNCED);
  }
}
