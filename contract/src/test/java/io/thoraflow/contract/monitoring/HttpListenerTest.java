package io.thoraflow.contract.monitoring;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class HttpListenerTest {
  /** Enough for the JVM, and for fewer clients than come. */
  private static final int DESCRIPTORS = 100;

  private static final int SILENT_CLIENTS = 100;

  /** Longer than a client may take for its request. */
  private static final int PATIENCE_MS = 20_000;

  @Test
  void silentClientsAreHungUpOnWhileNoFileDescriptorIsLeft() throws Exception {
    Process server =
        new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n %d && exec \"$0\" \"$@\"".formatted(DESCRIPTORS),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classPath(Server.class, HttpListener.class, Logger.class),
                Server.class.getName())
            .redirectError(Redirect.INHERIT)
            .start();
    List<Socket> silent = new ArrayList<>();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(server.getInputStream(), US_ASCII))) {
      int port = Integer.parseInt(output.readLine());
      assertThat(get(port)).startsWith("HTTP/1.1 200 ");

      for (int client = 0; client < SILENT_CLIENTS; client++) {
        silent.add(new Socket("127.0.0.1", port));
      }

      assertThat(get(port)).startsWith("HTTP/1.1 200 ");
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
      server.destroyForcibly().waitFor();
    }
  }

  /** Of these alone, as each of many archives would take a file descriptor. */
  private static String classPath(Class<?>... classes) {
    return Arrays.stream(classes)
        .map(type -> type.getProtectionDomain().getCodeSource().getLocation().getPath())
        .collect(Collectors.joining(":"));
  }

  private static String get(int port) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write("GET /health/live HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }

  /** A process of its own, whose file descriptors can be few. */
  static final class Server {
    private Server() {}

    public static void main(String[] arguments) throws Exception {
      HttpListener listener =
          HttpListener.start(
              new InetSocketAddress("127.0.0.1", 0),
              Map.of("/health/live", () -> new HttpAnswer(200, "text/plain", "alive")));
      System.out.println(listener.port());
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
