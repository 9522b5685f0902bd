package io.thoraflow.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.ingest.inbox.FileState;
import io.thoraflow.ingest.inbox.InboxConfig;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.InboxNames;
import io.thoraflow.ingest.inbox.TakenFiles;
import io.thoraflow.ingest.inbox.UnsettledFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a sender does to a file, or puts under its name, between any two steps of taking it: nothing
 * of it is lost, and nothing lies in the archive under a hash that it does not have.
 */
class ReplacedFileTest {
  private static final byte[] FIRST = bytes("the first X-ray");
  private static final byte[] SECOND = bytes("the second X-ray, under the same name");
  private static final String SHA256 = Sha256.of(FIRST);
  private static final String ARCHIVE_PATH = Archive.pathOf(SHA256, SourceFormat.DICOM);

  @TempDir private Path folder;
  private Path inbox;
  private Path name;
  private boolean otherFileSystem = true;
  private Step beforeRename = () -> {};
  private Step afterRename = () -> {};
  private Step beforeDelete = () -> {};

  private interface Step {
    void run() throws IOException;
  }

  /** The archive is on another disk, or is not; and somebody comes in between. */
  private final class Interrupted implements KeptFiles.Disk {
    @Override
    public void rename(Path file, Path target) throws IOException {
      beforeRename.run();
      if (otherFileSystem) {
        throw new AtomicMoveNotSupportedException(file.toString(), target.toString(), "");
      }
      KeptFiles.DISK.rename(file, target);
      Step after = afterRename;
      afterRename = () -> {};
      after.run();
    }

    @Override
    public void delete(Path file) throws IOException {
      beforeDelete.run();
      KeptFiles.DISK.delete(file);
    }
  }

  @BeforeEach
  void makeInbox() throws IOException {
    inbox = Files.createDirectories(folder.resolve("inbox/ward"));
    name = inbox.resolve("scan.dcm");
  }

  @ParameterizedTest
  @EnumSource
  void whatComesUnderTheNameBeforeTheFileIsDeletedStays(ArchiveContent content) throws IOException {
    beforeDelete = this::replace;

    keep(archive(Optional.empty()), content, read(FIRST));

    assertThat(name).hasBinaryContent(SECOND);
    assertThat(files(inbox)).containsExactly(name);
    assertThat(kept()).exists();
  }

  @ParameterizedTest
  @EnumSource
  void itsDoneFileStaysToo(ArchiveContent content) throws IOException {
    Path doneFile = inbox.resolve("scan.dcm.done");
    InboxFile file = read(FIRST);
    Files.createFile(doneFile);
    beforeDelete =
        () -> {
          replace();
          Files.write(doneFile, new byte[0]);
        };

    keep(archive(Optional.of(".done")), content, file);

    assertThat(name).hasBinaryContent(SECOND);
    assertThat(files(inbox)).containsExactly(name, doneFile);
  }

  @Test
  void aDoneFileGoesWithItsFile() throws IOException {
    InboxFile file = read(FIRST);
    Files.createFile(inbox.resolve("scan.dcm.done"));

    keep(archive(Optional.of(".done")), ArchiveContent.ORIGINAL, file);

    assertThat(files(inbox)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileThatIsWrittenToWhileItIsTakenIsReadAgain(boolean copied) throws IOException {
    otherFileSystem = copied;
    InboxFile file = read(FIRST);
    Archive archive = archive(Optional.empty());
    try (FileChannel writer = FileChannel.open(name, StandardOpenOption.APPEND)) {
      Step append = () -> writer.write(ByteBuffer.wrap(bytes(", and more")));
      beforeRename = copied ? append : () -> {};
      afterRename = copied ? () -> {} : append;

      assertThatThrownBy(() -> keep(archive, ArchiveContent.ORIGINAL, file))
          .isInstanceOf(UnsettledFileException.class);
    }

    assertThat(name).hasContent("the first X-ray, and more");
    assertThat(files(inbox)).containsExactly(name);
    assertThat(kept()).doesNotExist();
  }

  @Test
  void whatIsPutBackReplacesNothing() throws IOException {
    InboxFile file = read(FIRST);
    Archive archive = archive(Optional.empty());
    try (FileChannel writer = FileChannel.open(name, StandardOpenOption.APPEND)) {
      beforeRename =
          () -> {
            writer.write(ByteBuffer.wrap(bytes(", and more")));
            replace();
          };

      assertThatThrownBy(() -> keep(archive, ArchiveContent.ORIGINAL, file))
          .isInstanceOf(UnsettledFileException.class);
    }

    assertThat(name).hasBinaryContent(SECOND);
    assertThat(files(inbox))
        .hasSize(2)
        .filteredOn(other -> !other.equals(name))
        .singleElement()
        .satisfies(other -> assertThat(other).hasContent("the first X-ray, and more"))
        .satisfies(other -> assertThat(other.toString()).endsWith(".dcm").doesNotContain("/."));
  }

  /** A sender that links its files into the inbox goes on having them. */
  @Test
  void whatIsWrittenByASecondNameDoesNotReachTheArchive() throws IOException {
    otherFileSystem = false;
    InboxFile file = read(FIRST);
    Path spool = Files.createLink(folder.resolve("spool"), name);

    keep(archive(Optional.empty()), ArchiveContent.ORIGINAL, file);
    Files.write(spool, bytes("another day"));

    assertThat(kept()).hasBinaryContent(FIRST);
    assertThat(files(inbox)).isEmpty();
  }

  @Test
  void aCopyThatIsNotWhatWasReadIsNotKept() throws IOException {
    InboxFile file = read(FIRST);
    Archive archive = archive(Optional.empty());
    // As with a network drive whose size and time lag behind.
    beforeRename =
        () -> {
          Path taken = files(inbox).get(0);
          Files.write(taken, bytes("THE FIRST X-RAY"));
          Files.setLastModifiedTime(taken, file.state().modified());
        };

    assertThatThrownBy(() -> keep(archive, ArchiveContent.ORIGINAL, file))
        .isInstanceOf(UnsettledFileException.class);

    assertThat(name).hasContent("THE FIRST X-RAY");
    assertThat(kept()).doesNotExist();
  }

  /** By a sender that has not closed it. */
  @Test
  void whatIsAppendedToAnArchivedFileIsReadAgainAndTheOriginalIsRestored() throws IOException {
    otherFileSystem = false;
    InboxFile file = read(FIRST);
    Archive archive = archive(Optional.of(".done"));
    try (FileChannel writer = FileChannel.open(name, StandardOpenOption.APPEND)) {
      keep(archive, ArchiveContent.ORIGINAL, file);
      archive.lookForLateWrites();
      assertThat(files(inbox)).isEmpty();
      writer.write(ByteBuffer.wrap(bytes(", and more")));
    }

    archive.lookForLateWrites();
    archive.lookForLateWrites();

    assertThat(kept()).hasBinaryContent(FIRST);
    assertThat(files(inbox)).hasSize(2);
    assertThat(files(inbox).get(0)).hasContent("the first X-ray, and more");
    assertThat(files(inbox).get(1).toString()).isEqualTo(files(inbox).get(0) + ".done");
  }

  @Test
  void whatIsOverwrittenInTheArchiveDoesNotStayThereUnderItsOldHash() throws IOException {
    otherFileSystem = false;
    InboxFile file = read(FIRST);
    Archive archive = archive(Optional.empty());
    try (FileChannel writer = FileChannel.open(name, StandardOpenOption.WRITE)) {
      keep(archive, ArchiveContent.ORIGINAL, file);
      writer.write(ByteBuffer.wrap(bytes("THE")), 0);
    }

    archive.lookForLateWrites();

    assertThat(kept()).doesNotExist();
    assertThat(files(inbox))
        .singleElement()
        .satisfies(again -> assertThat(again).hasContent("THE first X-ray"));
  }

  private void replace() throws IOException {
    Path next = Files.write(folder.resolve("next"), SECOND);
    Files.move(next, name, StandardCopyOption.ATOMIC_MOVE);
  }

  private void keep(Archive archive, ArchiveContent content, InboxFile file) throws IOException {
    if (content == ArchiveContent.DEIDENTIFIED) {
      archive.keepCopy(file, archive.stage(bytes("a copy")), SHA256, ARCHIVE_PATH);
    } else {
      archive.keep(file, SHA256, ARCHIVE_PATH);
    }
  }

  private Path kept() {
    return folder.resolve("archive").resolve(ARCHIVE_PATH);
  }

  private Archive archive(Optional<String> doneSuffix) throws IOException {
    InboxConfig config =
        new InboxConfig(
            folder.resolve("inbox"),
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            1 << 20,
            doneSuffix,
            false);
    return Archive.open(
        folder.resolve("archive"), new TakenFiles(new InboxNames(config)), new Interrupted());
  }

  private InboxFile read(byte[] content) throws IOException {
    Files.write(name, content);
    return new InboxFile(name, "ward", FileState.of(name), Instant.EPOCH);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
