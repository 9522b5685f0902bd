package io.thoraflow.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateFoldersTest {
  @TempDir Path place;
  private DataFolder folder;

  @BeforeEach
  void nameTheFolder() {
    folder = new DataFolder(place.resolve("it's data"));
  }

  @Test
  void aNewDataFolderIsItsOwnersAlone() throws Exception {
    PrivateFolders folders = new PrivateFolders(folder, Optional.empty());

    folders.makeAll();

    try (Stream<Path> paths = Files.walk(folder.root())) {
      assertThat(paths.toList())
          .contains(folder.inbox(), folder.secrets(), folder.accessLog().getParent())
          .allSatisfy(path -> assertThat(mode(path)).isEqualTo("rwx------"));
    }
    assertThat(folders.warning()).isEmpty();
  }

  @Test
  void anOldOneStaysAsItIsAndItsOwnerIsToldHowToCloseIt() throws Exception {
    old(folder.root());
    old(folder.inbox());
    PrivateFolders folders = new PrivateFolders(folder, Optional.empty());

    folders.makeAll();

    assertThat(mode(folder.root())).isEqualTo("rwxr-xr-x");
    assertThat(mode(folder.inbox())).isEqualTo("rwxr-xr-x");
    String warning = folders.warning().orElseThrow();
    assertThat(warning).startsWith("other users of this machine can look into the data folder;");
    paste(warning);
    assertThat(mode(folder.root())).isEqualTo("rwx------");
    assertThat(folders.warning()).isEmpty();
  }

  @Test
  void othersReachAnInboxThatIsTheirsToWriteToAndNothingElse() throws Exception {
    PrivateFolders folders = new PrivateFolders(folder, PrivateFolders.mode("0770"));

    folders.makeAll();

    assertThat(mode(folder.inbox())).isEqualTo("rwxrwx---");
    assertThat(mode(folder.root())).isEqualTo("rwx--x--x");
    assertThat(mode(folder.models())).isEqualTo("rwx------");
    assertThat(folders.warning()).isEmpty();
  }

  @Test
  void besideAnOpenInboxTheRestIsClosed() throws Exception {
    old(folder.root());
    old(folder.archive());
    Files.writeString(folder.runtime(), "{}");
    Files.setPosixFilePermissions(folder.runtime(), PosixFilePermissions.fromString("rw-r--r--"));
    PrivateFolders folders = new PrivateFolders(folder, PrivateFolders.mode("777"));
    folders.makeAll();

    paste(folders.warning().orElseThrow());

    assertThat(mode(folder.root())).isEqualTo("rwx--x--x");
    assertThat(mode(folder.inbox())).isEqualTo("rwxrwxrwx");
    assertThat(mode(folder.archive())).isEqualTo("rwx------");
    assertThat(mode(folder.runtime())).isEqualTo("rw-------");
    assertThat(folders.warning()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0700,rwx------", "770,rwxrwx---", "0731,rwx-wx--x", "0777,rwxrwxrwx"})
  void aModeIsReadAsChmodReadsIt(String octal, String mode) {
    assertThat(PrivateFolders.mode(octal).map(PosixFilePermissions::toString)).contains(mode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0600", "07777", "0778", "rwx", "-700", "0x1F8", "7 0"})
  void whatIsNoModeIsNone(String text) {
    assertThat(PrivateFolders.mode(text)).isEmpty();
  }

  private static void old(Path path) throws IOException {
    Files.createDirectories(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** As who reads it does. */
  private static void paste(String warning) throws IOException, InterruptedException {
    String command = warning.substring(warning.indexOf("chmod"));
    assertThat(new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor()).isZero();
  }
}
