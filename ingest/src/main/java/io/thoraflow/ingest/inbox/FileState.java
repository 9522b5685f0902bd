package io.thoraflow.ingest.inbox;

import io.thoraflow.contract.identity.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * What tells whether a file has changed. Symbolic links are not followed: they are entries of their
 * own.
 *
 * @param regular whether it is a regular file
 * @param directory whether it is a folder
 * @param size in bytes
 * @param modified the modification time, as precise as the file system keeps it
 * @param fileKey device and inode, as text
 */
public record FileState(
    boolean regular, boolean directory, long size, FileTime modified, String fileKey) {

  /**
   * A name for content that is not read: the same for the same entry as long as nobody writes to
   * it, so that what is rejected a second time, after a crash, is rejected under the same name.
   */
  public UUID id() {
    String what =
        "%s %d %s %b".formatted(fileKey, size, modified.to(TimeUnit.NANOSECONDS), regular);
    byte[] digest = Sha256.digest().digest(what.getBytes(StandardCharsets.UTF_8));
    ByteBuffer bits = ByteBuffer.wrap(digest);
    return new UUID(bits.getLong(), bits.getLong());
  }

  /**
   * @throws java.nio.file.NoSuchFileException if it has vanished
   */
  public static FileState of(Path path) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return new FileState(
        attributes.isRegularFile(),
        attributes.isDirectory(),
        attributes.size(),
        attributes.lastModifiedTime(),
        String.valueOf(attributes.fileKey()));
  }
}
