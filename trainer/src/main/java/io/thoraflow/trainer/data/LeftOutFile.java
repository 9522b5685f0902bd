package io.thoraflow.trainer.data;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;

/**
 * Which files were left out, with their paths: for the owner of the data alone, since names of
 * files may hold patients' names.
 */
public final class LeftOutFile {
  private static final String OWNER_ONLY = "rw-------";

  private LeftOutFile() {}

  /** Writes a table with tabs, in the place of an older one; only its owner can read it. */
  public static void write(Path target, List<LeftOut> leftOut) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    Files.deleteIfExists(target);
    try (BufferedWriter out =
        new BufferedWriter(
            Channels.newWriter(
                Files.newByteChannel(
                    target,
                    EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString(OWNER_ONLY))),
                StandardCharsets.UTF_8))) {
      out.write("sha256\treason\tdetail\tfile\n");
      for (LeftOut file : leftOut) {
        out.write(line(file));
      }
    }
  }

  private static String line(LeftOut file) {
    return "%s\t%s\t%s\t%s\n"
        .formatted(file.sha256(), file.reason(), onOneLine(file.detail()), onOneLine(file.file()));
  }

  private static String onOneLine(Object text) {
    return text.toString().replaceAll("\\p{Cntrl}", "?");
  }
}
