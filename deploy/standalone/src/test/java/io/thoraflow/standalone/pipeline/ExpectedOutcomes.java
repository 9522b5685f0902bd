package io.thoraflow.standalone.pipeline;

import io.thoraflow.contract.dicom.GdcmConverter;
import io.thoraflow.contract.xray.RejectionReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** What is expected of files of one folder: one a line, in a table of the tests' resources. */
final class ExpectedOutcomes {
  /** Compressed as only a foreign decoder reads it. */
  private static final Set<String> FOREIGN =
      Set.of("jpeg-extended-overshoots-10-bits.dcm", "lossless-jpeg-restart-each-row.dcm");

  private ExpectedOutcomes() {}

  /**
   * @param outcome {@link Outcome#DIAGNOSED} or the code of a rejection's reason
   * @param base the file that shows the same picture, or empty
   */
  record Line(String file, String outcome, String base) {}

  static List<Line> read(String table) {
    try (var resource = ExpectedOutcomes.class.getResourceAsStream(table)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(ExpectedOutcomes::line)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Line line(String text) {
    String[] fields = text.split("\t");
    String file = fields[0];
    boolean foreign = file.contains("j2k") || FOREIGN.contains(file);
    if (foreign && fields[1].equals(Outcome.DIAGNOSED) && !GdcmConverter.fromPath().isInstalled()) {
      return new Line(file, RejectionReason.UNSUPPORTED_TRANSFER_SYNTAX.code(), "");
    }
    return new Line(file, fields[1], fields.length > 2 ? fields[2] : "");
  }
}
