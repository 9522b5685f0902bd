package io.thoraflow.contract.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.UUID;

/**
 * Writes a file as a whole: under another name beside it, which then becomes its own. A reader, or
 * whoever comes after a crash, finds the old content or the new, and never half of it.
 */
public final class AtomicFile {
  private static final FileAttribute<?> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private AtomicFile() {}

  /** What a file needs beside being whole. */
  public enum Option {
    /** Only its owner may read it, from its first byte on. */
    OWNER_ONLY,
    /** It is on the disk, under its name, before the call returns. */
    SYNCED
  }

  /** Writes content. */
  @FunctionalInterface
  public interface Content {
    /**
     * @param unfinished an empty file
     */
    void writeTo(Path unfinished) throws IOException;
  }

  /** Replaces a file, or makes it; its folder must be there. */
  public static void write(Path file, byte[] content, Option... options) throws IOException {
    write(file, unfinished -> Files.write(unfinished, content), options);
  }

  /** The same with UTF-8 text. */
  public static void write(Path file, String text, Option... options) throws IOException {
    write(file, unfinished -> Files.writeString(unfinished, text), options);
  }

  /**
   * The same with what somebody else writes. Where that fails, the file stays as it was.
   *
   * <p>The other name begins with a dot and ends in {@code .tmp}: an inbox leaves it alone.
   */
  public static void write(Path file, Content content, Option... options) throws IOException {
    List<Option> wanted = List.of(options);
    Path target = file.toAbsolutePath();
    Path unfinished = target.resolveSibling(".%s.tmp".formatted(UUID.randomUUID()));
    try {
      create(unfinished, wanted.contains(Option.OWNER_ONLY));
      content.writeTo(unfinished);
      if (wanted.contains(Option.SYNCED)) {
        sync(unfinished);
      }
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    if (wanted.contains(Option.SYNCED)) {
      sync(target.getParent());
    }
  }

  private static void create(Path unfinished, boolean ownerOnly) throws IOException {
    if (ownerOnly) {
      Files.createFile(unfinished, OWNER);
    } else {
      Files.createFile(unfinished);
    }
  }

  /** Brings a file's content to the disk, or the names in a folder. */
  public static void sync(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
