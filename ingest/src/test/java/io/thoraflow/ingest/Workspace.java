package io.thoraflow.ingest;

import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.PatientIdScope;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.monitoring.MonitoringConfig;
import io.thoraflow.ingest.archive.ArchiveContent;
import io.thoraflow.ingest.disk.PrivateNames;
import io.thoraflow.ingest.inbox.InboxConfig;
import io.thoraflow.ingest.retention.RetentionLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The folders of one ingest under test, and what lies in them. */
public record Workspace(Path root) {
  static final String SECRET = "a secret of thirty-two characters";
  static final long MAX_FILE_BYTES = 4L << 20;

  Path inbox() {
    return root.resolve("inbox");
  }

  Path archive() {
    return root.resolve("archive");
  }

  Path rejected() {
    return root.resolve("rejected");
  }

  /** Nothing to wait for: files are dropped whole. */
  IngestConfig config(KafkaConnection kafka) {
    return config(kafka, Duration.ZERO, Optional.empty());
  }

  /** With a watermark for the disk. */
  IngestConfig config(KafkaConnection kafka, long minFreeBytes) {
    return config(
        kafka,
        Duration.ZERO,
        Optional.empty(),
        minFreeBytes,
        Optional.empty(),
        ArchiveContent.ORIGINAL);
  }

  /** With an archive that keeps originals for a while. */
  IngestConfig config(KafkaConnection kafka, Duration archiveRetention) {
    return config(
        kafka,
        Duration.ZERO,
        Optional.empty(),
        1,
        Optional.of(new RetentionLimits(archiveRetention, 10)),
        ArchiveContent.ORIGINAL);
  }

  /** With an archive of originals, or of copies. */
  IngestConfig config(KafkaConnection kafka, ArchiveContent content) {
    return config(kafka, Duration.ZERO, Optional.empty(), 1, Optional.empty(), content);
  }

  IngestConfig config(KafkaConnection kafka, Duration stableFor, Optional<String> doneSuffix) {
    return config(kafka, stableFor, doneSuffix, 1, Optional.empty(), ArchiveContent.ORIGINAL);
  }

  private IngestConfig config(
      KafkaConnection kafka,
      Duration stableFor,
      Optional<String> doneSuffix,
      long minFreeBytes,
      Optional<RetentionLimits> archiveRetention,
      ArchiveContent content) {
    return new IngestConfig(
        kafka,
        new InboxConfig(
            inbox(),
            stableFor,
            Duration.ofSeconds(60),
            Duration.ofMillis(50),
            MAX_FILE_BYTES,
            doneSuffix,
            true),
        archive(),
        content,
        rejected(),
        SECRET,
        PatientIdScope.EVERYWHERE,
        RadiographPolicy.standard(),
        2,
        minFreeBytes,
        archiveRetention,
        Topics.XRAY_RECEIVED,
        Topics.XRAY_REJECTED,
        new MonitoringConfig("127.0.0.1", 0));
  }

  /**
   * Puts a file into the inbox at once, as a careful sender does.
   *
   * @param name below the inbox, with forward slashes
   * @return its SHA-256
   */
  String drop(String name, byte[] content) {
    Path target = inbox().resolve(name);
    try {
      Files.createDirectories(target.getParent());
      Path written = Files.createTempFile(target.getParent(), ".", ".part");
      Files.write(written, content);
      Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return sha256(content);
  }

  /**
   * Whatever lies in a folder and below it, folders, locks and the archive's lists aside, while
   * others take files out.
   */
  static List<Path> entries(Path folder) {
    List<Path> entries = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path below, BasicFileAttributes attributes) {
              return below.endsWith(".arrivals") || below.endsWith(".erased")
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (!file.endsWith(PrivateNames.LOCK)) {
                entries.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException problem) {
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  List<Path> waiting() {
    return entries(inbox());
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
