package io.thoraflow.ingest.archive;

import io.thoraflow.ingest.disk.PrivateNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies that earlier versions put beside a file for a moment when its content came again, and that
 * a kill has left there: nothing else knows of them, so that they would outlive the file itself.
 */
final class SecondCopies {
  private static final Logger LOG = LoggerFactory.getLogger(SecondCopies.class);

  private static final Pattern PART = Pattern.compile("[0-9a-f]{2}");

  private SecondCopies() {}

  /** Goes through a folder and the parts that an archive has. */
  static void sweep(Path root) {
    sweepFolder(root);
    try (DirectoryStream<Path> parts =
        Files.newDirectoryStream(
            root, part -> PART.matcher(part.getFileName().toString()).matches())) {
      parts.forEach(SecondCopies::sweepFolder);
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("a folder cannot be swept: {}", e.getClass().getSimpleName());
    }
  }

  private static void sweepFolder(Path folder) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        PrivateNames.first(file).ifPresent(first -> sweepPair(file, first));
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("second copies of originals stay: {}", e.getClass().getSimpleName());
    }
  }

  private static void sweepPair(Path again, Path first) {
    try {
      unite(again, first);
    } catch (IOException e) {
      LOG.warn("a second copy of an original stays: {}", e.getClass().getSimpleName());
    }
  }

  /** Whichever of the two is there afterwards has the first one's name. */
  private static void unite(Path again, Path first) throws IOException {
    if (Files.isRegularFile(again, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.createLink(first, again);
      } catch (FileAlreadyExistsException e) {
        if (Files.mismatch(first, again) != -1) {
          LOG.warn("a second copy of an original stays, as the two differ");
          return;
        }
      }
    }
    Files.deleteIfExists(again);
  }
}
