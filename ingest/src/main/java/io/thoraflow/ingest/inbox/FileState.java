package io.thoraflow.ingest.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

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
