package io.thoraflow.trainer.data;

import io.thoraflow.contract.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Which files were left out, with their paths: for the owner of the data alone, since names of
 * files may hold patients' names.
 */
public final class LeftOutFile {
  private LeftOutFile() {}

  /** Writes a table with tabs, in the place of an older one; only its owner can read it. */
  public static void write(Path target, List<LeftOut> leftOut) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    StringBuilder table = new StringBuilder("sha256\treason\tdetail\tfile\n");
    leftOut.forEach(file -> table.append(line(file)));
    AtomicFile.write(target, table.toString(), AtomicFile.Option.OWNER_ONLY);
  }

  private static String line(LeftOut file) {
    return "%s\t%s\t%s\t%s\n"
        .formatted(file.sha256(), file.reason(), onOneLine(file.detail()), onOneLine(file.file()));
  }

  private static String onOneLine(Object text) {
    return text.toString().replaceAll("\\p{Cntrl}", "?");
  }
}
