package io.thoraflow.standalone.chaos;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system in memory in the place of a folder, so small that it can be filled. */
final class SmallDisk implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final Path folder;

  private SmallDisk(Path folder) {
    this.folder = folder;
  }

  /** Whether this process may mount. */
  static boolean isPossible() throws IOException, InterruptedException {
    Path trial = Files.createTempDirectory("thoraflow-mount");
    try {
      if (run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", trial.toString()) != 0) {
        return false;
      }
      return run("umount", trial.toString()) == 0;
    } finally {
      Files.deleteIfExists(trial);
    }
  }

  static SmallDisk mount(Path folder, long bytes) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int status =
        run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + bytes, "tmpfs", folder.toString());
    if (status != 0) {
      throw new IOException("a tmpfs cannot be mounted at " + folder);
    }
    return new SmallDisk(folder);
  }

  /** Takes away what a run that was killed has left mounted. */
  static void unmountLeftover(Path folder) throws IOException, InterruptedException {
    String mounts = Files.readString(Path.of("/proc/mounts"), StandardCharsets.UTF_8);
    if (mounts.contains(" " + folder + " tmpfs ")) {
      int unused = run("umount", "-l", folder.toString());
    }
  }

  /** Leaves no byte. */
  void fill() throws IOException {
    try (FileChannel channel =
        FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      channel.position(channel.size());
      while (true) {
        channel.write(chunk.clear());
      }
    } catch (IOException e) {
      if (Files.getFileStore(folder).getUsableSpace() >= CHUNK) {
        throw e;
      }
    }
  }

  void free() throws IOException {
    Files.deleteIfExists(filler());
  }

  private Path filler() {
    return folder.resolve(".filler");
  }

  @Override
  public void close() throws IOException {
    try {
      if (run("umount", folder.toString()) != 0) {
        int unused = run("umount", "-l", folder.toString());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1; // There is no such program.
    }
  }
}
