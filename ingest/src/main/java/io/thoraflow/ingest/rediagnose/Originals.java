package io.thoraflow.ingest.rediagnose;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads originals from the archive again, as ingest did. */
public final class Originals {
  private final Path archive;
  private final RadiographReader reader;

  public Originals(Path archive, RadiographReader reader) {
    this.archive = archive;
    this.reader = reader;
  }

  /** Why an original gives no message; the text is for people and counts. */
  public static final class UnusableOriginalException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableOriginalException(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  XrayMessage message(ArchivedXray xray) throws UnusableOriginalException {
    return xray.message(read(xray.sha256(), xray.archivePath()));
  }

  /**
   * Reads an original.
   *
   * @param archivePath relative to the archive's root
   */
  public Radiograph read(String sha256, String archivePath) throws UnusableOriginalException {
    try {
      byte[] content = Files.readAllBytes(archive.resolve(archivePath));
      if (!Sha256.of(content).equals(sha256)) {
        throw new UnusableOriginalException("changed in the archive", null);
      }
      return reader.read(content);
    } catch (NoSuchFileException e) {
      throw new UnusableOriginalException("missing from the archive", e);
    } catch (IOException e) {
      throw new UnusableOriginalException("unreadable: " + e.getClass().getSimpleName(), e);
    } catch (UnsuitableImageException e) {
      throw new UnusableOriginalException("rejected now: " + e.reason().code(), e);
    }
  }

  /** A reader that takes whatever ingest took, under settings that may have changed since. */
  public static RadiographReader reader(Settings settings) {
    RadiographPolicy any = RadiographPolicy.permissive();
    int maxPixels =
        settings.verified(
            settings.integer(
                "INGEST_MAX_PIXELS", (int) any.maxPixels(), 1, RadiographPolicy.MOST_PIXELS));
    return new RadiographReader(any.withMaxPixels(maxPixels));
  }
}
