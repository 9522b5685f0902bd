package io.thoraflow.ingest.inbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/** Reads a whole file, exactly as it was announced. */
public final class FileContent {
  /** A larger read would leave a native buffer of its size with the thread. */
  private static final int CHUNK_BYTES = 1 << 20;

  private FileContent() {}

  /**
   * @param sync whether to return only once the file is on the disk: what its sender did not sync
   *     may else be torn by a power loss after it was published
   * @throws UnsettledFileException if the file is no longer what {@link InboxFile#state} says
   */
  public static byte[] read(InboxFile file, boolean sync) throws IOException {
    byte[] content = new byte[Math.toIntExact(file.state().size())];
    try (FileChannel channel =
        FileChannel.open(file.path(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      int read = 0;
      while (read < content.length) {
        int chunk = Math.min(CHUNK_BYTES, content.length - read);
        int got = channel.read(ByteBuffer.wrap(content, read, chunk));
        if (got < 0) {
          break;
        }
        read += got;
      }
      if (sync) {
        channel.force(false);
      }
    }
    if (!FileState.of(file.path()).equals(file.state())) {
      throw new UnsettledFileException("the file changed while it was read");
    }
    return content;
  }
}
