package io.thoraflow.ingest.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.ingest.disk.PrivateNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TakenFilesTest {
  @TempDir private Path inbox;

  @Test
  void whatIsTakenAndDoesNotLeaveIsPutBack() throws IOException {
    TakenFiles files = files(".done");
    InboxFile file = file("scan.dcm");
    Path doneFile = Files.createFile(inbox.resolve("scan.dcm.done"));

    try (TakenFiles.Taken taken = files.take(file)) {
      assertThat(taken.path()).hasContent("scan.dcm");
      assertThat(file.path()).doesNotExist();
      assertThat(doneFile).doesNotExist();
      assertThat(files.isLeftover(taken.path())).isFalse();
    }

    assertThat(entries()).containsExactly(file.path(), doneFile);
    assertThat(FileState.of(file.path())).isEqualTo(file.state());
  }

  @Test
  void aFileThatHasVanishedLeavesNothingBehind() throws IOException {
    InboxFile file = file("scan.dcm");
    Files.delete(file.path());

    assertThatThrownBy(() -> files(".done").take(file))
        .isInstanceOfSatisfying(
            NoSuchFileException.class,
            missing -> assertThat(missing.getFile()).isEqualTo(file.path().toString()));
    assertThat(entries()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"scan.dcm", "IM000001", "-rf .dcm", "scan.dcm.dcm"})
  void aLeftoverGetsItsNameBack(String name) throws IOException {
    Path taken = Files.writeString(PrivateNames.taken(inbox.resolve(name), true), "content");
    Path doneFile = inbox.resolve(name + ".done");
    Files.createFile(PrivateNames.taken(doneFile, true));
    TakenFiles files = files(".done");

    putBackLeftovers(files);

    assertThat(entries()).containsExactlyInAnyOrder(inbox.resolve(name), doneFile);
    assertThat(taken).doesNotExist();
    assertThat(inbox.resolve(name)).hasContent("content");
  }

  @Test
  void aLeftoverReplacesNothing() throws IOException {
    Path name = Files.writeString(inbox.resolve("scan.dcm"), "came later");
    Files.writeString(PrivateNames.taken(name, true), "came first");

    putBackLeftovers(files(".done"));

    assertThat(name).hasContent("came later");
    assertThat(inbox.resolve("scan.dcm.done")).as("its sender has not said so").doesNotExist();
    List<Path> others = entries().stream().filter(entry -> !entry.equals(name)).toList();
    assertThat(others).hasSize(2);
    assertThat(others.get(0)).hasContent("came first");
    assertThat(others.get(1).toString()).isEqualTo(others.get(0) + ".done");
  }

  /** Killed between the two steps of putting it back. */
  @Test
  void aLeftoverThatHasItsNameBackAlreadyIsOneFile() throws IOException {
    Path name = Files.writeString(inbox.resolve("scan.dcm"), "content");
    Files.createLink(PrivateNames.taken(name, true), name);

    putBackLeftovers(files(null));

    assertThat(entries()).containsExactly(name);
  }

  @Test
  void theLongestNameCanBeTakenAndKeepsItsExtension() throws IOException {
    InboxFile file = file("a".repeat(251) + ".dcm");
    Path taken = PrivateNames.taken(file.path(), true);
    Files.move(file.path(), taken);

    putBackLeftovers(files(null));

    assertThat(entries())
        .singleElement()
        .satisfies(entry -> assertThat(entry.toString()).endsWith(".dcm"))
        .satisfies(entry -> assertThat(new InboxNames(inbox).isIgnored(entry)).isFalse());
  }

  private void putBackLeftovers(TakenFiles files) throws IOException {
    for (Path entry : entries()) {
      if (files.isLeftover(entry)) {
        files.putBackLeftover(entry);
      }
    }
  }

  private TakenFiles files(String doneSuffix) {
    return new TakenFiles(new InboxNames(inbox, Optional.ofNullable(doneSuffix), List.of()));
  }

  private InboxFile file(String name) throws IOException {
    Path path = Files.writeString(inbox.resolve(name), name);
    return new InboxFile(path, "default", FileState.of(path), Instant.EPOCH);
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> entries = Files.list(inbox)) {
      return entries.sorted().toList();
    }
  }
}
