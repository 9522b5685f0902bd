package io.thoraflow.ingest.route;

import io.thoraflow.contract.dicom.PatientIds;
import io.thoraflow.contract.dicom.PatientKey;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.image.EncodedImage;
import io.thoraflow.contract.image.MemoryBudget;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import io.thoraflow.ingest.archive.Archive;
import io.thoraflow.ingest.archive.ErasureOrder;
import io.thoraflow.ingest.archive.Keeping;
import io.thoraflow.ingest.disk.DiskSpace;
import io.thoraflow.ingest.inbox.FileContent;
import io.thoraflow.ingest.inbox.FileState;
import io.thoraflow.ingest.inbox.InboxConfig;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.Patience;
import io.thoraflow.ingest.inbox.Sites;
import io.thoraflow.ingest.inbox.UnsettledFileException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;

/** Turns a file of the inbox into a message. */
final class XrayReader {
  /** A DICOM file cut between two elements has no pixel data and shows no other sign of the cut. */
  private static final Set<RejectionReason> MAYBE_INCOMPLETE =
      EnumSet.of(
          RejectionReason.TRUNCATED, RejectionReason.EMPTY_FILE, RejectionReason.NO_PIXEL_DATA);

  /** Beside what {@link RadiographReader} takes to decode them. */
  private static final MemoryBudget FILES_IN_MEMORY = MemoryBudget.ofHeap(0.25);

  private final InboxConfig config;
  private final RadiographReader reader;
  private final Pseudonymizer pseudonymizer;
  private final Patience patience;
  private final DiskSpace disk;
  private final Keeping keeping;
  private final Optional<ArchiveCopies> copies;
  private final ErasureOrder erasures;
  private final Clock clock;
  private final Sites sites;
  private final FoundValues foundValues = new FoundValues();

  /**
   * @param copies makes what the archive keeps in place of originals; empty: it keeps originals
   * @param erasures dates what arrives
   */
  XrayReader(
      InboxConfig config,
      RadiographReader reader,
      Pseudonymizer pseudonymizer,
      Patience patience,
      DiskSpace disk,
      Keeping keeping,
      Optional<ArchiveCopies> copies,
      ErasureOrder erasures,
      Clock clock) {
    this.config = config;
    this.reader = reader;
    this.pseudonymizer = pseudonymizer;
    this.patience = patience;
    this.disk = disk;
    this.keeping = keeping;
    this.copies = copies;
    this.erasures = erasures;
    this.clock = clock;
    this.sites = new Sites(config.directory());
  }

  /**
   * Looks at the file of Camel's that the body is.
   *
   * @throws UnsettledFileException if there is no room to keep it
   * @throws java.nio.file.NoSuchFileException if it has vanished
   */
  void begin(Exchange exchange) throws IOException {
    Path path = ((File) exchange.getMessage().getBody(GenericFile.class).getFile()).toPath();
    InboxFile file = new InboxFile(path, sites.of(path), FileState.of(path), arrival());
    Travel.begin(exchange, file);
    if (!keeping.isPossible()) {
      throw new UnsettledFileException("it could not be kept");
    }
    reserveRoom(exchange, file);
  }

  private Instant arrival() {
    try {
      return erasures.arrival(clock.instant());
    } catch (IOException e) {
      keeping.doubt();
      throw new UnsettledFileException("the archive takes no note of it");
    }
  }

  /**
   * Replaces the body by an {@link XrayMessage}.
   *
   * @throws UnsuitableImageException if the file cannot become a diagnosis
   * @throws UnsettledFileException if it is not yet complete
   * @throws java.nio.file.NoSuchFileException if it has vanished
   */
  void read(Exchange exchange) throws IOException {
    InboxFile file = Travel.begun(exchange);
    checkSize(file);
    XrayMessage message =
        FILES_IN_MEMORY.within(file.state().size(), () -> message(exchange, file));
    exchange.getMessage().setBody(message);
  }

  private XrayMessage message(Exchange exchange, InboxFile found) throws IOException {
    byte[] content = FileContent.read(found, config.sync());
    String sha256 = Sha256.of(content);
    InboxFile file = found.receivedAt(erasures.after(sha256, found.receivedAt()));
    Travel.begin(exchange, file);
    Travel.setSha256(exchange, sha256);
    Radiograph radiograph = decode(file, content);
    radiograph.facts().ifPresent(facts -> Travel.setNotes(exchange, facts.notes()));
    String archivePath = Archive.pathOf(sha256, radiograph.sourceFormat());
    Travel.setArchivePath(exchange, archivePath);
    if (copies.isPresent()) {
      copies.get().stage(exchange, content, radiograph, sha256, file.site());
    }
    return message(file, sha256, archivePath, radiograph);
  }

  /** Asked for each file, as one look at the inbox may bring more than there is room for. */
  private void reserveRoom(Exchange exchange, InboxFile file) {
    long bytes = file.state().size();
    if (!disk.reserve(bytes)) {
      throw new UnsettledFileException("there is no room to keep it");
    }
    Travel.atEnd(exchange, () -> disk.release(bytes));
  }

  private void checkSize(InboxFile file) {
    if (!file.state().regular()) {
      throw new UnsettledFileException("the entry is no longer a regular file");
    }
    if (file.state().size() > config.maxFileBytes()) {
      throw new UnsuitableImageException(
          RejectionReason.TOO_LARGE,
          "the file has %d bytes; at most %d are accepted"
              .formatted(file.state().size(), config.maxFileBytes()));
    }
  }

  private Radiograph decode(InboxFile file, byte[] content) throws IOException {
    try {
      return reader.read(content);
    } catch (UnsuitableImageException e) {
      waitForTheRest(file, e.reason());
      throw foundValues.explained(e, () -> PatientIds.of(content).map(PatientKey::id));
    }
  }

  /** A sender that has paused looks just like one that was cut off. */
  private void waitForTheRest(InboxFile file, RejectionReason reason) throws IOException {
    if (!MAYBE_INCOMPLETE.contains(reason) || config.doneSuffix().isPresent()) {
      return;
    }
    Duration waited = patience.unchangedFor(file.path(), file.state());
    if (waited.compareTo(config.incompleteWait()) < 0) {
      patience.postpone(file.path(), config.incompleteWait().minus(waited));
      throw new UnsettledFileException("the content is incomplete");
    }
    // This process may have been suspended since it read the file.
    if (!FileState.of(file.path()).equals(file.state())) {
      throw new UnsettledFileException("the file changed after it was read");
    }
  }

  private XrayMessage message(
      InboxFile file, String sha256, String archivePath, Radiograph radiograph) {
    EncodedImage image = radiograph.image();
    return new XrayMessage(
        sha256,
        image.content(),
        image.mediaType(),
        image.width(),
        image.height(),
        file.site(),
        radiograph
            .identifiers()
            .map(identifiers -> pseudonymizer.of(identifiers, file.site()))
            .orElseGet(pseudonymizer::none),
        radiograph.sourceFormat(),
        radiograph.facts(),
        archivePath,
        file.receivedAt());
  }
}
