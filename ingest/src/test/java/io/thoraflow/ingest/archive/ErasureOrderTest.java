package io.thoraflow.ingest.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.ingest.inbox.InboxNames;
import io.thoraflow.ingest.inbox.TakenFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureOrderTest {
  private static final String XRAY = "ab".repeat(32);
  private static final String OTHER = "ab" + "cd".repeat(31);
  private static final Instant NOW = Instant.parse("2026-03-04T12:00:00Z");
  private static final Duration WRONG = Duration.ofHours(3);

  @TempDir Path root;
  private ErasureOrder ingest;
  private ErasureOrder eraser;

  @BeforeEach
  void openTheArchive() throws IOException {
    ingest = Archive.open(root, new TakenFiles(new InboxNames(root))).erasures();
    eraser = ErasureOrder.of(root);
  }

  @Test
  void whatCameBeforeIsOlderThanItsErasureThoughIngestsClockIsAhead() throws IOException {
    Instant receivedAt = ingest.arrival(NOW.plus(WRONG));

    Instant erasedAt = eraser.erase(List.of(XRAY), NOW);

    assertThat(receivedAt).isBefore(erasedAt);
    assertThat(ingest.isErasedSince(XRAY, receivedAt)).isTrue();
  }

  @Test
  void whatComesLaterIsYoungerThanItsErasureThoughIngestsClockIsBehind() throws IOException {
    Instant erasedAt = eraser.erase(List.of(XRAY), NOW);

    Instant receivedAt = ingest.after(XRAY, ingest.arrival(NOW.minus(WRONG)));

    assertThat(receivedAt).isAfter(erasedAt);
    assertThat(ingest.isErasedSince(XRAY, receivedAt)).isFalse();
    assertThat(eraser.erase(List.of(XRAY), NOW)).as("erased once more").isAfter(receivedAt);
  }

  @Test
  void othersAreDatedAsTheyCame() throws IOException {
    eraser.erase(List.of(XRAY), NOW);

    Instant early = NOW.minus(WRONG);
    assertThat(ingest.after(OTHER, ingest.arrival(early))).isEqualTo(early);
  }

  @Test
  void anErasureIsFoundBehindALineThatACrashCutOff() throws IOException {
    Path list = root.resolve(".erased").resolve("ab.tsv");
    byte[] line = "%s\t%s\n".formatted(OTHER, NOW).getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < line.length; length++) {
      Files.write(list, Arrays.copyOf(line, length));

      eraser.erase(List.of(XRAY), NOW);

      assertThat(ingest.isErasedSince(XRAY, NOW)).as("cut off after %d bytes", length).isTrue();
      assertThat(ingest.isErasedSince(OTHER, NOW)).as("never committed").isFalse();
    }
  }

  @Test
  void aClockThatIsSetBackMakesNoArrivalYounger() throws IOException {
    Instant receivedAt = ingest.arrival(NOW.plus(WRONG));
    ingest.arrival(NOW);
    ErasureOrder.of(root).arrival(NOW);

    assertThat(eraser.erase(List.of(XRAY), NOW)).isAfter(receivedAt);
  }
}
