package io.thoraflow.ingest.rediagnose;

import io.thoraflow.contract.deidentify.Deidentifier;
import io.thoraflow.contract.deidentify.Seal;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.message.Pseudonyms;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads originals, or the copies in their place, from the archive again, as ingest did. */
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
    return xray.message(read(xray.sha256(), xray.archivePath()).radiograph());
  }

  /**
   * What the archive holds of an X-ray.
   *
   * @param content an original, or an intact copy
   * @param radiograph what reading it gave
   */
  @SuppressWarnings("ArrayRecordComponent") // Files are large and never compared.
  public record Original(String sha256, byte[] content, Radiograph radiograph) {

    /**
     * Those that a copy holds, else new ones under this secret.
     *
     * @param site that the X-ray came from
     */
    public Pseudonyms pseudonyms(Pseudonymizer pseudonymizer, String site) {
      return Deidentifier.pseudonyms(
          content, sha256, radiograph.identifiers(), site, pseudonymizer);
    }
  }

  /**
   * Reads an original.
   *
   * @param archivePath relative to the archive's root
   */
  public Original read(String sha256, String archivePath) throws UnusableOriginalException {
    try {
      byte[] content = Files.readAllBytes(archive.resolve(archivePath));
      if (!Seal.isOf(content, sha256)) {
        throw new UnusableOriginalException("changed in the archive", null);
      }
      return new Original(sha256, content, reader.read(content));
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
