package io.thoraflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.deidentify.Seal;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.embedded.process.ChildJvm;
import io.thoraflow.embedded.process.ChildProcess;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.ingest.bench.NumberedJpeg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real process, from its environment to {@code kill -9}. */
class KilledProcessTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  private static final int FILES = 1000;
  private static final int KILLS = 3;
  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final Map<String, String> settings = new HashMap<>();

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(strings = {"original", "deidentified"})
  void noKillLosesAFileAndTheLastProcessStopsCleanly(String content) throws IOException {
    settings.put("INGEST_ARCHIVE_CONTENT", content);
    Workspace workspace = new Workspace(root);
    List<String> dropped = new ArrayList<>();
    int kills = 0;
    while (kills < KILLS) {
      ChildProcess ingest =
          startAndAwaitSome(workspace, dropped, Xrays.jpeg(20_000 + content.length()));
      ingest.kill();
      kills += workspace.waiting().isEmpty() ? 0 : 1; // Else it was faster than the kill.
    }
    ChildProcess ingest = start(workspace);
    await().atMost(LIMIT).until(() -> workspace.waiting().isEmpty());
    boolean leftByItself = ingest.stop(Duration.ofSeconds(10));

    assertThat(leftByItself).isTrue();
    try (Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
      await().atMost(LIMIT).until(() -> received.ids().containsAll(dropped));
    }
    assertThat(Workspace.entries(workspace.archive()))
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrderElementsOf(
            dropped.stream().map(sha256 -> sha256 + ".jpg").toList());
    assertThat(Workspace.entries(workspace.archive()))
        .allSatisfy(file -> assertThat(isOfItsName(file)).isTrue())
        .allSatisfy(file -> assertThat(Seal.of(file).isPresent()).isEqualTo(isCopied(content)));
    assertThat(Workspace.entries(workspace.rejected())).isEmpty();
    assertThat(output()).content().contains("ingest stopped").doesNotContain("Doe");
  }

  @Test
  void aSecondIngestOnTheSameFoldersIsRefusedAndDisturbsNothing() throws IOException {
    Workspace workspace = new Workspace(root);
    ChildProcess first = startAndAwaitSome(workspace, new ArrayList<>(), Xrays.jpeg(40_000));
    Path staged = Files.createFile(workspace.archive().resolve(".staging/a copy that grows"));

    int status = start(workspace).onExit().orTimeout(30, TimeUnit.SECONDS).join();

    assertThat(status).isEqualTo(1);
    assertThat(output())
        .content()
        .contains("ingest cannot start: another ingest works on INGEST_INBOX");
    assertThat(staged).exists();
    await().atMost(LIMIT).until(() -> workspace.waiting().isEmpty());
    first.kill();

    ChildProcess third = start(workspace);
    await().atMost(LIMIT).until(() -> Files.notExists(staged));
    assertThat(third.stop(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void sigtermUnderLoadEndsItInOrderWithStatusZero() throws IOException {
    Workspace workspace = new Workspace(root);
    List<String> dropped = new ArrayList<>();
    do {
      ChildProcess ingest = startAndAwaitSome(workspace, dropped, Xrays.jpeg(30_000));

      ProcessHandle.of(ingest.pid()).orElseThrow().destroy();
      int status = ingest.onExit().orTimeout(10, TimeUnit.SECONDS).join();

      assertThat(status).isZero();
    } while (workspace.waiting().isEmpty()); // Then it was faster than the signal.
    Set<String> archived =
        Workspace.entries(workspace.archive()).stream()
            .map(file -> file.getFileName().toString().replace(".jpg", ""))
            .collect(Collectors.toSet());
    assertThat(dropped).containsAll(archived);
    try (Topic received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED)) {
      await().atMost(LIMIT).until(() -> received.ids().containsAll(archived));
      assertThat(received.ids())
          .as("what was sent was also moved")
          .filteredOn(dropped::contains)
          .containsExactlyInAnyOrderElementsOf(archived);
    }
  }

  @Test
  void aProcessWithBadSettingsNamesThemAndFails() throws IOException {
    ChildProcess ingest =
        new ChildJvm(
                IngestMain.class.getName(),
                List.of(),
                List.of(),
                Map.of("INGEST_STABLE_FOR", "soon"),
                output())
            .start();

    int status = ingest.onExit().orTimeout(30, TimeUnit.SECONDS).join();

    assertThat(status).isEqualTo(1);
    assertThat(output())
        .content()
        .contains("INGEST_INBOX is missing", "PSEUDONYM_SECRET", "INGEST_STABLE_FOR must be");
  }

  private static boolean isCopied(String content) {
    return content.equals("deidentified");
  }

  private static boolean isOfItsName(Path file) throws IOException {
    return Seal.isOf(file, file.getFileName().toString().replace(".jpg", ""));
  }

  /** Drops more files, and returns when it has archived some of them. */
  private ChildProcess startAndAwaitSome(Workspace workspace, List<String> dropped, byte[] picture)
      throws IOException {
    for (int file = 0; file < FILES; file++) {
      int number = dropped.size();
      dropped.add(workspace.drop("ward/Doe-" + number + ".jpg", NumberedJpeg.of(picture, number)));
    }
    int before = archived(workspace);
    ChildProcess ingest = start(workspace);
    await().atMost(LIMIT).until(() -> archived(workspace) > before);
    return ingest;
  }

  private ChildProcess start(Workspace workspace) throws IOException {
    settings.putAll(
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", kafka.connection().bootstrapServers(),
            "INGEST_INBOX", workspace.inbox().toString(),
            "INGEST_ARCHIVE", workspace.archive().toString(),
            "INGEST_REJECTED", workspace.rejected().toString(),
            "INGEST_STABLE_FOR", "100ms",
            "PSEUDONYM_SECRET", Workspace.SECRET,
            "MONITORING_PORT", "0"));
    return new ChildJvm(
            IngestMain.class.getName(),
            List.of("-Xmx256m", "-XX:+UseSerialGC"),
            List.of(),
            settings,
            output())
        .start();
  }

  private Path output() {
    return root.resolve("ingest.out");
  }

  private static int archived(Workspace workspace) {
    return Files.isDirectory(workspace.archive())
        ? Workspace.entries(workspace.archive()).size()
        : 0;
  }
}
