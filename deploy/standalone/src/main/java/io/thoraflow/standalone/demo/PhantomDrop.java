package io.thoraflow.standalone.demo;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.phantom.PhantomSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Drops unseen phantoms into an inbox, as a PACS would. */
final class PhantomDrop {
  /** The folder below the inbox, and so the site. */
  static final String SITE = "demo";

  private PhantomDrop() {}

  /**
   * Draws phantoms and moves each into the inbox at once, so that none is picked up half-written.
   *
   * @param count at least this many
   * @param seed another one draws other phantoms
   * @return the class that each was drawn as, by SHA-256
   */
  static Map<String, String> drop(Path inbox, int count, long seed) throws IOException {
    Path site = Files.createDirectories(inbox.resolve(SITE));
    Path drawn = Files.createTempDirectory("thoraflow-phantoms");
    try {
      Map<String, String> classes = new LinkedHashMap<>();
      for (Path file : PhantomSet.write(drawn, (count + 1) / 2, seed)) {
        String drawnAs = file.getParent().getFileName().toString();
        classes.put(Sha256.of(file), drawnAs);
        moveInto(site, file, "%s-%s".formatted(drawnAs.charAt(0), file.getFileName()));
      }
      return classes;
    } finally {
      FolderTree.delete(drawn);
    }
  }

  /** Copies under a name that ingest ignores, then renames: the inbox may be on another disk. */
  private static void moveInto(Path site, Path file, String name) throws IOException {
    AtomicFile.write(
        site.resolve(name),
        unfinished -> Files.copy(file, unfinished, StandardCopyOption.REPLACE_EXISTING));
  }
}
