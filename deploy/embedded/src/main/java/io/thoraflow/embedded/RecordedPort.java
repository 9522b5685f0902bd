package io.thoraflow.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A loopback port that stays the same from start to start, as long as nobody else takes it.
 *
 * <p>Chosen below the range that Linux takes clients' ports from (32768 and up): a client that
 * reconnects to a stopped server there may be given that very port, connect to itself, and keep the
 * server from coming back.
 */
public final class RecordedPort {
  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 200;

  private RecordedPort() {}

  /**
   * @param file holds the port of the last start, and then of this one
   * @param preferred taken at the first start if it is free; 0 for no preference
   */
  public static int in(Path file, int preferred) throws IOException {
    int port = Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : preferred;
    if (port == 0 || !isFree(port)) {
      port = anyFree();
    }
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, Integer.toString(port));
    return port;
  }

  static int anyFree() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IOException("no free port between %d and %d".formatted(LOWEST, HIGHEST));
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
