package io.thoraflow.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.embedded.testing.KafkaExtension;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An inbox that many can write to holds all sorts of things; each has an outcome of its own. */
class HostileInboxTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path root;
  private Workspace workspace;
  private Topic received;
  private Topic rejected;

  @BeforeEach
  void readTopics() throws IOException {
    workspace = new Workspace(root);
    Files.createDirectories(workspace.inbox());
    received = new Topic(kafka.connection(), Topics.XRAY_RECEIVED);
    rejected = new Topic(kafka.connection(), Topics.XRAY_REJECTED);
  }

  @AfterEach
  void closeReaders() {
    received.close();
    rejected.close();
  }

  @Test
  void aSparseFileOfFourGigabytesIsRejectedUnread() throws Exception {
    try (RandomAccessFile sparse =
        new RandomAccessFile(workspace.inbox().resolve("huge.dcm").toFile(), "rw")) {
      sparse.setLength(4L << 30);
    }

    assertAllLeave(
        () ->
            assertThat(rejected.awaitRejection(answer -> answer.sizeBytes() == 4L << 30).reason())
                .isEqualTo("too_large"));
  }

  @Test
  void socketsAndDevicesAreMovedAwayUnopened() throws Exception {
    Path socket = workspace.inbox().resolve("socket.dcm");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      // The device that never ends; only the superuser can make one.
      boolean device =
          make("mknod", workspace.inbox().resolve("zero.dcm").toString(), "c", "1", "5");
      int odd = device ? 2 : 1;

      try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), new MutableClock())) {
        await()
            .atMost(LIMIT)
            .until(
                () ->
                    ingest
                            .metrics()
                            .counter(Metrics.REJECTED, "reason", "not_a_regular_file")
                            .count()
                        == odd);
        aGoodFileStillArrives(ingest, 4001);
      }
    }
  }

  @Test
  void noNameIsTooStrange() throws Exception {
    // As UTF-8, 255 bytes: the most that the file system takes.
    List<String> names =
        List.of(
            "a".repeat(251) + ".jpg",
            "\u00e4".repeat(125) + "x.jpg",
            "-rf .jpg",
            "~",
            "$(touch x);`id`|&.jpg",
            "%2e%2e%2fetc%2fpasswd",
            "a..%00.jpg",
            "\u202egpj.exe",
            "\ud83e\ude7b.jpg",
            "a\tb\r\nc.jpg",
            "trailing dot.",
            "trailing space ",
            "a.camelLock",
            "file:name?delete=true&move=x.jpg",
            "${in.header.x}.jpg",
            "simple{date:now}.jpg");
    long seed = 4100;
    for (String name : names) {
      dropRaw(name, Xrays.jpeg(seed++));
    }
    long end = seed;

    assertAllLeave(
        () -> {
          for (long sent = 4100; sent < end; sent++) {
            received.awaitXray(Workspace.sha256(Xrays.jpeg(sent)));
          }
        });
  }

  @Test
  void noFolderIsTooStrange() throws Exception {
    List<String> folders =
        List.of(
            "ward.camelLock",
            "ward/x.camelLock/y",
            "two\nlines",
            "back\\slash",
            "a/".repeat(150) + "b",
            "@ward",
            "a b",
            "A B");
    long seed = 4200;
    for (String folder : folders) {
      workspace.drop(folder + "/scan.jpg", Xrays.jpeg(seed++));
    }
    Path spool = Files.write(root.resolve("spool.jpg"), Xrays.jpeg(seed++));
    Files.createLink(workspace.inbox().resolve("linked.jpg"), spool);
    long end = seed;

    assertAllLeave(
        () -> {
          for (long sent = 4200; sent < end; sent++) {
            received.awaitXray(Workspace.sha256(Xrays.jpeg(sent)));
          }
        });
    Files.write(spool, Xrays.jpeg(seed));
    for (Path original : Workspace.entries(workspace.archive())) {
      assertThat(original.getFileName().toString()).startsWith(Sha256.of(original));
    }
  }

  @Test
  void anInboxThatGoesAndComesBackIsWatchedAgain() throws Exception {
    Path elsewhere = root.resolve("elsewhere");
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), new MutableClock())) {
      aGoodFileStillArrives(ingest, 4300);
      Files.move(workspace.inbox(), elsewhere);
      await().atMost(LIMIT).until(() -> !ingest.isReady());
      Files.write(elsewhere.resolve("waiting.jpg"), Xrays.jpeg(4301));

      Files.move(elsewhere, workspace.inbox());

      received.awaitXray(Workspace.sha256(Xrays.jpeg(4301)));
      aGoodFileStillArrives(ingest, 4302);
    }
  }

  @Test
  void aFileThatIsReplacedAgainAndAgainIsNeverMixed() throws Exception {
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), new MutableClock())) {
      // When: a file, another file and a link out of the inbox take turns under one name.
      Path secret = Files.write(root.resolve("secret.jpg"), Xrays.jpeg(4500));
      Path place = workspace.inbox().resolve("same.jpg");
      for (int i = 0; i < 300; i++) {
        Path next = workspace.inbox().resolve(".next-" + i);
        if (i % 3 == 2) {
          Files.createSymbolicLink(next, secret);
        } else {
          Files.write(next, Xrays.jpeg(4501 + i));
        }
        Files.move(next, place, StandardCopyOption.ATOMIC_MOVE);
        if (i % 10 == 0) {
          Files.deleteIfExists(place);
        }
      }
      String last = workspace.drop("same.jpg", Xrays.jpeg(4999));
      received.awaitXray(last);
      aGoodFileStillArrives(ingest, 4002);

      // Then
      for (Path original : Workspace.entries(workspace.archive())) {
        assertThat(original.getFileName().toString()).startsWith(Sha256.of(original));
      }
      assertThat(secret).exists();
      assertThat(received.xrays(Workspace.sha256(Xrays.jpeg(4500)))).isEmpty();
    }
  }

  /** By the shell, as Java takes no name that is no text in its locale. */
  private void dropRaw(String name, byte[] content) throws Exception {
    Path prepared = Files.write(root.resolve("prepared"), content);
    StringBuilder octal = new StringBuilder();
    for (byte letter : name.getBytes(StandardCharsets.UTF_8)) {
      octal.append("\\%03o".formatted(letter & 0xFF));
    }
    assertThat(
            make(
                "sh",
                "-c",
                "mv \"$1\" \"$2/$(printf \"$3\")\"",
                "sh",
                prepared.toString(),
                workspace.inbox().toString(),
                octal.toString()))
        .isTrue();
  }

  private interface Outcomes {
    void await() throws Exception;
  }

  private void assertAllLeave(Outcomes outcomes) throws Exception {
    try (Ingest ingest = Ingest.start(workspace.config(kafka.connection()), new MutableClock())) {
      outcomes.await();
      aGoodFileStillArrives(ingest, 4000);
    }
  }

  private void aGoodFileStillArrives(Ingest ingest, long seed) {
    received.awaitXray(workspace.drop("good.jpg", Xrays.jpeg(seed)));
    await().atMost(LIMIT).until(() -> workspace.waiting().isEmpty());
    assertThat(ingest.isReady()).isTrue();
  }

  private static boolean make(String... command) throws Exception {
    return new ProcessBuilder(command).start().waitFor() == 0;
  }
}
