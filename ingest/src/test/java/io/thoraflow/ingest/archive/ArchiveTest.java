package io.thoraflow.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.ingest.inbox.FileState;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.InboxNames;
import io.thoraflow.ingest.inbox.TakenFiles;
import io.thoraflow.ingest.inbox.UnsettledFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {
  private static final String SHA256 = Sha256.of(bytes("content"));
  private static final String ARCHIVE_PATH = Archive.pathOf(SHA256, SourceFormat.DICOM);

  private static final TakenFiles TAKEN = new TakenFiles(new InboxNames(Path.of("inbox")));

  @TempDir Path folder;
  private Archive archive;
  private Path kept;

  @BeforeEach
  void openArchive() throws IOException {
    archive = Archive.open(folder.resolve("archive"), TAKEN);
    kept = archive.root().resolve(ARCHIVE_PATH);
  }

  @Test
  void originalsAreKeptByContent() {
    assertThat(ARCHIVE_PATH).isEqualTo(SHA256.substring(0, 2) + "/" + SHA256 + ".dcm");
  }

  @Test
  void onlyItsOwnerMayReadANewArchive() throws IOException {
    archive.keep(file(folder, "content"), SHA256, ARCHIVE_PATH);

    assertThat(Files.getPosixFilePermissions(archive.root()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    assertThat(Files.getPosixFilePermissions(kept.getParent()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aFileMovesFromTheInbox() throws IOException {
    InboxFile file = file(folder, "content");

    archive.keep(file, SHA256, ARCHIVE_PATH);

    assertThat(kept).hasContent("content");
    assertThat(file.path()).doesNotExist();
  }

  @Test
  void aSecondCopyOfAnOriginalIsDropped() throws IOException {
    archive.keep(file(folder, "content"), SHA256, ARCHIVE_PATH);
    Object inode = FileState.of(kept).fileKey();
    InboxFile again = file(folder, "content");

    archive.keep(again, SHA256, ARCHIVE_PATH);

    assertThat(again.path()).doesNotExist();
    assertThat(FileState.of(kept).fileKey()).isEqualTo(inode);
  }

  @Test
  void aDamagedOriginalIsReplaced() throws IOException {
    Files.createDirectories(kept.getParent());
    Files.writeString(kept, "damag");

    archive.keep(file(folder, "content"), SHA256, ARCHIVE_PATH);

    assertThat(kept).hasContent("content");
  }

  @Test
  void aFileThatChangedSinceItWasReadStays() throws IOException {
    InboxFile file = file(folder, "content");
    Files.writeString(file.path(), "other content");

    assertThatThrownBy(() -> archive.keep(file, SHA256, ARCHIVE_PATH))
        .isInstanceOf(UnsettledFileException.class);

    assertThat(file.path()).hasContent("other content");
    assertThat(kept).doesNotExist();
  }

  @Test
  void aFileThatVanishedIsReported() throws IOException {
    InboxFile file = file(folder, "content");
    Files.delete(file.path());

    assertThatThrownBy(() -> archive.keep(file, SHA256, ARCHIVE_PATH))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void fromAnotherFileSystemAFileIsCopiedWhole() throws IOException {
    Path other = Path.of("/dev/shm");
    Assumptions.assumeThat(other).as("a second file system").isDirectory().isWritable();
    Assumptions.assumeThat(Files.getFileStore(other)).isNotEqualTo(Files.getFileStore(folder));
    Path inbox = Files.createTempDirectory(other, "inbox");
    InboxFile file = file(inbox, "content");

    archive.keep(file, SHA256, ARCHIVE_PATH);

    assertThat(kept).hasContent("content");
    assertThat(inbox).isEmptyDirectory();
    Files.delete(inbox);
    assertThat(archive.root().resolve(".staging")).isEmptyDirectory();
  }

  @Test
  void whatACrashLeftBehindIsDeletedAtTheNextStart() throws IOException {
    Path leftover = archive.root().resolve(".staging").resolve("half a copy");
    Files.write(leftover, "half".getBytes(StandardCharsets.UTF_8));

    Archive.open(archive.root(), TAKEN);

    assertThat(leftover).doesNotExist();
  }

  @Test
  void aCopyTakesTheFilesPlace() throws IOException {
    InboxFile file = file(folder, "content");
    Path copy = archive.stage(bytes("copy"));

    archive.keepCopy(file, copy, SHA256, ARCHIVE_PATH);

    assertThat(kept).hasContent("copy");
    assertThat(file.path()).doesNotExist();
    assertThat(copy).doesNotExist();
  }

  @Test
  void aFileThatChangedAfterItsCopyWasMadeStays() throws IOException {
    InboxFile file = file(folder, "content");
    Path copy = archive.stage(bytes("copy"));
    Files.writeString(file.path(), "other content");

    assertThatThrownBy(() -> archive.keepCopy(file, copy, SHA256, ARCHIVE_PATH))
        .isInstanceOf(UnsettledFileException.class);

    assertThat(file.path()).hasContent("other content");
    assertThat(kept).doesNotExist();
  }

  /** Killed between the two, and started again. */
  @Test
  void aCopyThatIsKeptWhileItsFileIsStillInTheInboxIsKeptOnce() throws IOException {
    InboxFile file = file(folder, "content");
    Files.createDirectories(kept.getParent());
    Files.move(archive.stage(bytes("copy")), kept);
    Object inode = FileState.of(kept).fileKey();
    Archive again = Archive.open(archive.root(), TAKEN);

    again.keepCopy(file, again.stage(bytes("copy")), SHA256, ARCHIVE_PATH);

    assertThat(file.path()).doesNotExist();
    assertThat(FileState.of(kept).fileKey()).isEqualTo(inode);
  }

  @Test
  void aCopyThatWasOnlyStagedWhenTheProcessDiedIsGone() throws IOException {
    InboxFile file = file(folder, "content");
    Path copy = archive.stage(bytes("copy"));

    Archive.open(archive.root(), TAKEN);

    assertThat(copy).doesNotExist();
    assertThat(file.path()).hasContent("content");
  }

  private static byte[] bytes(String content) {
    return content.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aFolderThatCannotBeUsedIsNamedWithItsSetting() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(
            () -> Folders.lock(folder.resolve("inbox"), file, folder.resolve("rejected")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("INGEST_ARCHIVE must be a writable folder, but " + file + " is not");
  }

  private static InboxFile file(Path inbox, String content) throws IOException {
    Path path = Files.writeString(inbox.resolve("scan.dcm"), content);
    return new InboxFile(path, "default", FileState.of(path), Instant.EPOCH);
  }
}
