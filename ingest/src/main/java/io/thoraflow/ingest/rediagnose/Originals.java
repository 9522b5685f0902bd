package io.thoraflow.ingest.rediagnose;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads originals from the archive again, as ingest did. */
final class Originals {
  private final Path archive;
  private final RadiographReader reader;

  Originals(Path archive, RadiographReader reader) {
    this.archive = archive;
    this.reader = reader;
  }

  /** Why an original gives no message; the text is for people and counts. */
  static final class UnusableOriginalException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableOriginalException(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  XrayMessage message(ArchivedXray xray) throws UnusableOriginalException {
    try {
      byte[] content = Files.readAllBytes(archive.resolve(xray.archivePath()));
      if (!Sha256.of(content).equals(xray.sha256())) {
        throw new UnusableOriginalException("changed in the archive", null);
      }
      return xray.message(reader.read(content));
    } catch (NoSuchFileException e) {
      throw new UnusableOriginalException("missing from the archive", e);
    } catch (IOException e) {
      throw new UnusableOriginalException("unreadable: " + e.getClass().getSimpleName(), e);
    } catch (UnsuitableImageException e) {
      throw new UnusableOriginalException("rejected now: " + e.reason().code(), e);
    }
  }
}
