package io.thoraflow.ingest.erase;

import io.thoraflow.ingest.archive.Arrivals;
import io.thoraflow.ingest.locate.FileOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The original files in archive and rejected files, found by what they are of. */
final class KeptOriginals {
  private static final String SIDECAR = ".json";

  private final Path archive;
  private final Path rejected;

  KeptOriginals(Path archive, Path rejected) {
    this.archive = archive;
    this.rejected = rejected;
  }

  /**
   * An original that is kept under an id: its SHA-256, or one made of the file's state if it was
   * never hashed.
   */
  record Kept(String id, Path file) {}

  /**
   * Archived X-rays that no row leads to, as they are still on their way or never came to a row.
   *
   * @param known SHA-256 of all X-rays that have a row
   */
  List<Kept> withoutRow(Set<String> known) throws IOException {
    return kept(archive).stream().filter(kept -> !known.contains(kept.id())).toList();
  }

  /** Rejected files: no row says whose they are. */
  List<Kept> rejected() throws IOException {
    return kept(rejected);
  }

  /** Whose an archived X-ray with a row is, by its file. */
  FileOwner owner(ErasedRows.Candidate row) {
    return FileOwner.ofXray(row.sha256(), archive.resolve(row.archivePath()));
  }

  /** Deletes the archived originals of X-rays, and the rejected files and sidecars of ids. */
  int delete(Set<String> xrays, Set<String> rejections) throws IOException {
    // Before the files: an erasure that is interrupted is found again by them.
    Arrivals.of(archive).erase(xrays);
    int deleted = 0;
    for (String sha256 : xrays) {
      deleted += deleteAll(archive.resolve(sha256.substring(0, 2)), sha256);
    }
    Map<String, Kept> byId = new HashMap<>();
    kept(rejected).forEach(kept -> byId.put(kept.id(), kept));
    for (String id : rejections) {
      Kept kept = byId.get(id);
      if (kept != null && Files.deleteIfExists(kept.file())) {
        deleted++;
      }
      Files.deleteIfExists(rejected.resolve(id + SIDECAR));
    }
    return deleted;
  }

  private static int deleteAll(Path folder, String id) throws IOException {
    int deleted = 0;
    for (Kept kept : kept(folder)) {
      if (kept.id().equals(id) && Files.deleteIfExists(kept.file())) {
        deleted++;
      }
    }
    return deleted;
  }

  private static List<Kept> kept(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> !file.toString().endsWith(SIDECAR))
          .filter(file -> !isHidden(folder.relativize(file)))
          .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
          .map(file -> new Kept(id(file), file))
          .toList();
    }
  }

  /** What is not an original: copies that are not whole yet, lists. */
  private static boolean isHidden(Path below) {
    for (Path part : below) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  private static String id(Path file) {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
