package io.thoraflow.ingest.audit;

import io.thoraflow.contract.deidentify.Seal;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.ingest.archive.Archive;
import io.thoraflow.ingest.archive.Arrivals;
import io.thoraflow.ingest.disk.PrivateNames;
import io.thoraflow.ingest.inbox.InboxNames;
import io.thoraflow.ingest.retention.ExpiredOriginals;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks into the folders. Names that are no ids are never kept: they may be patients' names. */
final class FolderLook {
  private static final Map<String, SourceFormat> FORMATS =
      Arrays.stream(SourceFormat.values())
          .collect(Collectors.toUnmodifiableMap(SourceFormat::extension, Function.identity()));

  private final AuditFolders folders;
  private final InboxNames names;

  FolderLook(AuditFolders folders) {
    this.folders = folders;
    this.names = new InboxNames(folders.inbox());
  }

  /**
   * @return how many files are still being written, by their names
   */
  long inbox(Sightings sightings) throws IOException {
    long[] unfinished = new long[1];
    Files.walkFileTree(
        folders.inbox(),
        new SimpleFileVisitor<>() {
          /** Hidden ones may hold what is about to be dropped. */
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return names.isForeignFolder(folder) && !folder.equals(folders.inbox())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (names.isIgnored(file) && !names.isTaken(file)) {
              unfinished[0] += PrivateNames.isOwn(file) ? 0 : 1;
            } else if (attributes.isRegularFile()) {
              hash(file).ifPresent(sha256 -> sightings.add(sha256, Sighting.INBOX));
            }
            return FileVisitResult.CONTINUE;
          }

          /** Vanished in between: it will be seen where it has gone. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException problem) {
            return FileVisitResult.CONTINUE;
          }
        });
    return unfinished[0];
  }

  private static Optional<String> hash(Path file) throws IOException {
    try {
      return Optional.of(Sha256.of(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * @param hashing whether files that were never hashed are hashed now
   * @return their ids by the SHA-256
   */
  Map<String, String> rejected(Sightings sightings, boolean hashing) throws IOException {
    Map<String, String> hashed = new HashMap<>();
    if (!Files.isDirectory(folders.rejected())) {
      return hashed;
    }
    try (Stream<Path> files = Files.list(folders.rejected())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        String id = name.substring(0, Math.max(0, name.indexOf('.')));
        if (!name.endsWith(".json") && Sightings.isId(id)) {
          sightings.add(id, Sighting.SET_ASIDE);
          if (hashing && id.contains("-") && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            hashed.put(Sha256.of(file), id);
          }
        }
      }
    }
    return hashed;
  }

  /** One of the archive's folders, and what has arrived in it. */
  void archive(int part, Map<String, Trace> traces) throws IOException {
    String prefix = "%02x".formatted(part);
    Arrivals.of(folders.archive())
        .read(
            prefix,
            arrival ->
                traces.computeIfAbsent(arrival.sha256(), Trace::new).arrived(arrival.receivedAt()));
    Path folder = folders.archive().resolve(prefix);
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String[] name = file.getFileName().toString().split("\\.", 2);
        if (name.length == 2 && FORMATS.containsKey(name[1]) && Sightings.isId(name[0])) {
          traces.computeIfAbsent(name[0], Trace::new).archived(FORMATS.get(name[1]));
        }
      }
    }
  }

  /** Received before it, X-rays may lack their originals: retention was applied to them. */
  Optional<Instant> expiredOriginals() throws IOException {
    return ExpiredOriginals.in(folders.archive()).map(ExpiredOriginals::expiredBefore);
  }

  /** Whether an original, or the copy in its place, is no longer what its name says. */
  boolean hasChanged(String sha256, SourceFormat format) throws IOException {
    try {
      return !Seal.isOf(original(sha256, format), sha256);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Whether a file has come to its place at that time or later: a move leaves the time of change,
   * and what is set aside has a sidecar, written just before.
   */
  boolean arrivedSince(Finding finding, Instant time) throws IOException {
    Path trace =
        finding
            .original()
            .map(format -> original(finding.id(), format))
            .orElse(folders.rejected().resolve(finding.id() + ".json"));
    try {
      FileTime changed =
          (FileTime) Files.getAttribute(trace, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
      return !changed.toInstant().isBefore(time);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private Path original(String sha256, SourceFormat format) {
    return folders.archive().resolve(Archive.pathOf(sha256, format));
  }
}
