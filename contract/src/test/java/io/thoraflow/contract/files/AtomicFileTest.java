package io.thoraflow.contract.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private static final int ROUNDS = 200;
  private static final int BYTES = 100_000;

  @TempDir private Path folder;

  private Path file;

  @BeforeEach
  void nameAFile() {
    file = folder.resolve("state.json");
  }

  @Test
  void aFileIsMadeAndReplaced() throws IOException {
    AtomicFile.write(file, "first");
    assertThat(file).content().isEqualTo("first");

    AtomicFile.write(file, "naïve".getBytes(StandardCharsets.UTF_8), AtomicFile.Option.SYNCED);

    assertThat(file).content(StandardCharsets.UTF_8).isEqualTo("naïve");
    assertThat(names()).containsExactly("state.json");
  }

  @Test
  void aWriteThatFailsChangesNothingAndLeavesNothing() throws IOException {
    AtomicFile.write(file, "old");

    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    unfinished -> {
                      Files.writeString(unfinished, "half of the n");
                      throw new IOException("the disk is full");
                    }))
        .hasMessage("the disk is full");

    assertThat(file).content().isEqualTo("old");
    assertThat(names()).containsExactly("state.json");
  }

  @Test
  void anotherNameIsOneThatAnInboxLeavesAlone() throws IOException {
    List<String> seen = new ArrayList<>();

    AtomicFile.write(file, unfinished -> seen.addAll(names()));

    assertThat(seen).singleElement().asString().startsWith(".").endsWith(".tmp");
  }

  @Test
  void theRightsAreThoseOfAnyNewFile() throws IOException {
    Path ordinary = Files.createFile(folder.resolve("ordinary"));

    AtomicFile.write(file, "for all");

    assertThat(rights(file)).isEqualTo(rights(ordinary));
  }

  /** Also in the place of one that others could read, and before anything is in it. */
  @Test
  void onlyItsOwnerMayReadIt() throws IOException {
    AtomicFile.write(file, "for all");
    List<String> before = new ArrayList<>();

    AtomicFile.write(
        file, unfinished -> before.add(rights(unfinished)), AtomicFile.Option.OWNER_ONLY);

    assertThat(before).containsExactly("rw-------");
    assertThat(rights(file)).isEqualTo("rw-------");
  }

  @Test
  void whoReadsMeanwhileFindsAWholeFileOfOneOfTheWriters() throws Exception {
    AtomicFile.write(file, "a".repeat(BYTES));
    ExecutorService writers = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> writing =
          List.of(writers.submit(() -> write("a")), writers.submit(() -> write("b")));
      while (!writing.stream().allMatch(Future::isDone)) {
        assertThat(Files.readString(file)).matches("a{%1$d}|b{%1$d}".formatted(BYTES));
      }
      for (Future<?> writer : writing) {
        writer.get();
      }
    } finally {
      writers.shutdownNow();
    }
    assertThat(names()).containsExactly("state.json");
  }

  private Void write(String letter) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      AtomicFile.write(file, letter.repeat(BYTES));
    }
    return null;
  }

  private static String rights(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }
}
