package io.thoraflow.standalone.pipeline;

import io.thoraflow.contract.identity.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Drops files into an inbox as a PACS does, and remembers what is expected of each. */
final class Drops {
  private final Path inbox;
  private final Map<String, String> expected = new LinkedHashMap<>();
  private int number;

  Drops(Path inbox) {
    this.inbox = inbox;
  }

  /**
   * @param outcome {@link Outcome#DIAGNOSED} or the code of a rejection's reason
   */
  void drop(Path file, String outcome) throws IOException {
    Path target = inbox.resolve("%04d-%s".formatted(number++, file.getFileName()));
    Path part = target.resolveSibling(target.getFileName() + ".part");
    Files.copy(file, part);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    expected.put(Sha256.of(file), outcome);
  }

  /** Expected outcomes by SHA-256; equal files are one X-ray. */
  Map<String, String> expected() {
    return expected;
  }
}
