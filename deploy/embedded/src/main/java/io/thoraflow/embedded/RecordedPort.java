package io.thoraflow.embedded;

import io.thoraflow.contract.files.AtomicFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loopback port (TCP) that stays the same from start to start, as long as nobody else takes it.
 *
 * <p>Whoever will listen there may do so only later, and between its runs nobody does. Meanwhile
 * the port is held against other pipelines by the datagram port (UDP) of the same number: only one
 * of them can have that, whatever the order in which they start, and the operating system gives it
 * back however its process ends.
 *
 * <p>Chosen below the range that Linux takes clients' ports from (32768 and up): a client that
 * reconnects to a stopped server there may be given that very port, connect to itself, and keep the
 * server from coming back.
 */
public final class RecordedPort implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RecordedPort.class);

  private static final int LOWEST = 20_000;
  private static final int HIGHEST = 32_000;
  private static final int TRIES = 200;

  private final int number;
  private final DatagramChannel hold;

  private RecordedPort(int number, DatagramChannel hold) {
    this.number = number;
    this.hold = hold;
  }

  /**
   * Where the port of the last start is taken, another one is, and the log says so.
   *
   * @param file holds the port of the last start, and then of this one
   * @param preferred taken at the first start if it is free; 0 for no preference
   */
  public static RecordedPort hold(Path file, int preferred) throws IOException {
    boolean recorded = Files.exists(file);
    int wanted = recorded ? Integer.parseInt(Files.readString(file).strip()) : preferred;
    Optional<RecordedPort> held = wanted == 0 ? Optional.empty() : tryHold(wanted);
    RecordedPort port = held.isPresent() ? held.get() : any();
    if (recorded && port.number != wanted) {
      log.warn(
          "port {} of the last start is taken (ss -ltnup 'sport = :{}' names by whom); it is {} now, which those must"
              + " be told who read it from outside",
          wanted,
          wanted,
          port.number);
    }
    port.record(file);
    return port;
  }

  private static RecordedPort any() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      Optional<RecordedPort> held = tryHold(ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST));
      if (held.isPresent()) {
        return held.get();
      }
    }
    throw new IOException("no free port between %d and %d".formatted(LOWEST, HIGHEST));
  }

  private static Optional<RecordedPort> tryHold(int number) throws IOException {
    DatagramChannel hold = DatagramChannel.open();
    try {
      hold.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
      if (isFree(number)) {
        return Optional.of(new RecordedPort(number, hold));
      }
    } catch (IOException e) {
      log.debug("port {} is held", number, e);
    }
    hold.close();
    return Optional.empty();
  }

  private void record(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    AtomicFile.write(file, Integer.toString(number));
  }

  public int number() {
    return number;
  }

  /**
   * For a server that starts again while its clients still look for it here.
   *
   * @throws ServerStartException naming the port, if somebody else listens on it
   */
  void requireFree(String server) {
    if (!isFree(number)) {
      throw new ServerStartException(
          ("port %d, where clients look for %s, is taken; ss -ltnp 'sport = :%d' names by whom."
                  + " End that, or stop and start the pipeline, which then takes another port")
              .formatted(number, server, number));
    }
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

  /** Others may have it from now on. */
  @Override
  public void close() {
    try {
      hold.close();
    } catch (IOException e) {
      log.debug("port {} is held until this process ends", number, e);
    }
  }
}
