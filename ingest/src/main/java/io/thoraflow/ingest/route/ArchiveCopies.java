package io.thoraflow.ingest.route;

import io.thoraflow.contract.deidentify.Deidentifier;
import io.thoraflow.contract.image.MemoryBudget;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.ingest.archive.Archive;
import io.thoraflow.ingest.archive.Keeping;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the de-identified copy of an X-ray before its message is sent, and puts it on the archive's
 * disk: what cannot be de-identified is rejected, not published, and after the acknowledgement
 * nothing is left to do but a rename.
 */
final class ArchiveCopies {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveCopies.class);

  /** Entered by who holds {@link XrayReader}'s, and before the decoder's. */
  private static final MemoryBudget COPIES_IN_MEMORY = MemoryBudget.ofHeap(0.15);

  private final Deidentifier deidentifier;
  private final Archive archive;
  private final Keeping keeping;

  ArchiveCopies(Deidentifier deidentifier, Archive archive, Keeping keeping) {
    this.deidentifier = deidentifier;
    this.archive = archive;
    this.keeping = keeping;
  }

  /**
   * The copy lies among the exchange's {@link Travel} properties; it is deleted when the exchange
   * ends otherwise than in the archive.
   *
   * @throws io.thoraflow.contract.xray.UnsuitableImageException if there can be none
   * @throws UnstagedCopyException if the archive does not take it
   */
  void stage(Exchange exchange, byte[] content, Radiograph radiograph, String sha256, String site)
      throws IOException {
    Path copy =
        COPIES_IN_MEMORY.within(
            deidentifier.workingBytes(content, radiograph.sourceFormat()),
            () -> stage(deidentifier.copy(content, radiograph, sha256, site)));
    Travel.setCopy(exchange, copy);
    Travel.atEnd(exchange, () -> discard(copy));
  }

  /** What is missing is then no file of the inbox, but a folder of the archive. */
  private Path stage(byte[] copy) throws UnstagedCopyException {
    try {
      return archive.stage(copy);
    } catch (IOException e) {
      keeping.doubt();
      throw new UnstagedCopyException(e);
    }
  }

  private void discard(Path copy) {
    try {
      archive.discard(copy);
    } catch (IOException e) {
      LOG.warn(
          "a copy stays in the archive's .staging folder until the next start: {}",
          e.getClass().getSimpleName());
    }
  }
}
