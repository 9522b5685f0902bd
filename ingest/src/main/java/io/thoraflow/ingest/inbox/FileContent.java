package io.thoraflow.ingest.inbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Reads a whole file, exactly as it was announced. */
public final class FileContent {
  /** A larger read would leave a native buffer of its size with the thread. */
  private static final int CHUNK_BYTES = 1 << 20;

  private FileContent() {}

  /**
   * @throws UnsettledFileException if the file is no longer what {@link InboxFile#state} says
   */
  public static byte[] read(InboxFile file) throws IOException {
    byte[] content = new byte[Math.toIntExact(file.state().size())];
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file.path(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      int read = 0;
      while (read < content.length) {
        int chunk = Math.min(CHUNK_BYTES, content.length - read);
        int got = channel.read(ByteBuffer.wrap(content, read, chunk));
        if (got < 0) {
          break;
        }
        read += got;
      }
    }
    if (!FileState.of(file.path()).equals(file.state())) {
      throw new UnsettledFileException("the file changed while it was read");
    }
    return content;
  }
}
