package io.thoraflow.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.ingest.archive.Archive;
import io.thoraflow.ingest.archive.ErasureOrder;
import io.thoraflow.ingest.archive.Folders;
import io.thoraflow.ingest.archive.Keeping;
import io.thoraflow.ingest.inbox.FileState;
import io.thoraflow.ingest.inbox.InboxConfig;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.Patience;
import io.thoraflow.ingest.inbox.UnsettledFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeparturesTest {
  private static final String CONTENT = "an X-ray";
  private static final Instant FIRST = Instant.parse("2026-03-04T12:00:00Z");
  private static final Instant NEXT = FIRST.plus(Duration.ofHours(1));

  @TempDir private Path root;
  private Path scan;
  private Path archived;
  private String sha256;
  private Folders folders;
  private Departures departures;

  @BeforeEach
  void openFolders() throws IOException {
    Path inbox = Files.createDirectories(root.resolve("inbox"));
    scan = Files.writeString(inbox.resolve("scan.dcm"), CONTENT);
    sha256 = Sha256.of(scan);
    archived = root.resolve("archive").resolve(Archive.pathOf(sha256, SourceFormat.DICOM));
    InboxConfig config =
        new InboxConfig(
            inbox,
            Duration.ZERO,
            Duration.ofMinutes(1),
            Duration.ofMillis(50),
            1 << 20,
            Optional.empty(),
            false);
    folders = Folders.open(config, root.resolve("archive"), root.resolve("rejected"));
    departures =
        new Departures(
            folders,
            new Keeping(folders, Clock.systemUTC()),
            new Patience(Clock.systemUTC()),
            new SimpleMeterRegistry());
  }

  @Test
  void aFileThatCouldNotBeMovedIsMovedAtItsNextLook() throws IOException {
    refuse(exchange(FIRST));

    Files.delete(archived.getParent());
    Exchange again = exchange(NEXT);
    assertThat(departures.isPublished(again)).isTrue();
    departures.move(again);

    assertThat(archived).hasContent(CONTENT);
    assertThat(scan).doesNotExist();
    assertThat(departures.isPublished(again)).isFalse();
  }

  /** Its row is gone, and its record makes no other: only a new record does. */
  @Test
  void aFileThatWasErasedBeforeItCouldBeMovedIsReadAgain() throws IOException {
    refuse(exchange(FIRST));
    Instant erasedAt =
        ErasureOrder.of(root.resolve("archive")).erase(List.of(sha256), FIRST.plusSeconds(1));
    assertThat(erasedAt).isBetween(FIRST, NEXT);

    Files.delete(archived.getParent());
    Exchange again = exchange(NEXT);
    assertThat(departures.isPublished(again)).isTrue();
    assertThatThrownBy(() -> departures.move(again)).isInstanceOf(UnsettledFileException.class);

    assertThat(scan).hasContent(CONTENT);
    assertThat(archived).doesNotExist();
    assertThat(departures.isPublished(exchange(NEXT))).isFalse();
    departures.archive(exchange(NEXT));
    assertThat(archived).hasContent(CONTENT);
  }

  /** A file lies where the archive needs a folder. */
  private void refuse(Exchange exchange) throws IOException {
    Files.createFile(archived.getParent());
    assertThatThrownBy(() -> departures.archive(exchange)).isInstanceOf(UnmovedFileException.class);
  }

  private Exchange exchange(Instant receivedAt) throws IOException {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    Instant noted = folders.archive().erasures().arrival(receivedAt);
    Travel.begin(exchange, new InboxFile(scan, "default", FileState.of(scan), noted));
    Travel.setSha256(exchange, sha256);
    Travel.setArchivePath(exchange, Archive.pathOf(sha256, SourceFormat.DICOM));
    return exchange;
  }
}
