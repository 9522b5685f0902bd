package io.thoraflow.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.ingest.inbox.InboxNames;
import io.thoraflow.ingest.inbox.TakenFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArrivalsTest {
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00.123456Z");
  private static final Arrivals.Entry FIRST = entry("ab".repeat(32), "ward 7", NOON);
  private static final Arrivals.Entry SECOND = entry("ab" + "0".repeat(62), "Süd", NOON);
  private static final Arrivals.Entry ELSEWHERE = entry("cd".repeat(32), "default", NOON);

  @TempDir Path archive;
  private Arrivals arrivals;

  @BeforeEach
  void open() throws IOException {
    Archive opened = Archive.open(archive, new TakenFiles(new InboxNames(archive)));
    arrivals = Arrivals.of(opened.root());
  }

  @Test
  void arrivalsAreReadInOrder() throws IOException {
    add(FIRST, SECOND, ELSEWHERE, FIRST);

    assertThat(read("ab")).containsExactly(FIRST, SECOND, FIRST);
    assertThat(read("cd")).containsExactly(ELSEWHERE);
    assertThat(read("ef")).isEmpty();
  }

  @Test
  void aLineThatACrashCutOffIsPassedOverAndNoOtherWithIt() throws IOException {
    byte[] line = (FIRST.sha256() + "\tward 7\t" + NOON + "\n").getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < line.length; length++) {
      Files.write(list(), Arrays.copyOf(line, length));
      add(SECOND);

      assertThat(read("ab")).as("cut off after %d bytes", length).contains(SECOND).hasSize(1);
      Files.delete(list());
    }
  }

  @Test
  void erasedLinesAreOverwrittenAndTheOthersStay() throws IOException {
    add(FIRST, SECOND, FIRST);
    long size = Files.size(list());

    arrivals.erase(Set.of(FIRST.sha256(), ELSEWHERE.sha256()));
    add(SECOND);

    assertThat(read("ab")).containsExactly(SECOND, SECOND);
    assertThat(list()).content().doesNotContain("ward");
    assertThat(Files.size(list())).isGreaterThan(size);
  }

  private void add(Arrivals.Entry... entries) throws IOException {
    for (Arrivals.Entry entry : entries) {
      arrivals.add(entry);
    }
  }

  private List<Arrivals.Entry> read(String prefix) throws IOException {
    List<Arrivals.Entry> entries = new ArrayList<>();
    arrivals.read(prefix, entries::add);
    return entries;
  }

  private Path list() {
    return archive.resolve(".arrivals").resolve("ab.tsv");
  }

  private static Arrivals.Entry entry(String sha256, String site, Instant at) {
    return new Arrivals.Entry(sha256, site, at);
  }
}
