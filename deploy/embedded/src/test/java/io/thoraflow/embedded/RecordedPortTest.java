package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedPortTest {
  @TempDir private Path folder;

  @Test
  void twoThatStartTogetherGetDifferentPorts() throws IOException {
    try (RecordedPort free = RecordedPort.hold(folder.resolve("free"), 0)) {
      int preferred = free.number();
      free.close();
      // Nobody listens yet on what the first one got.
      try (RecordedPort first = RecordedPort.hold(folder.resolve("first"), preferred);
          RecordedPort second = RecordedPort.hold(folder.resolve("second"), preferred)) {
        assertThat(first.number()).isEqualTo(preferred);
        assertThat(second.number()).isNotEqualTo(preferred);
      }
    }
  }

  @Test
  void theNextStartHasThePortOfTheLast() throws IOException {
    Path file = folder.resolve("port");
    int last;
    try (RecordedPort port = RecordedPort.hold(file, 0)) {
      last = port.number();
    }
    try (RecordedPort port = RecordedPort.hold(file, last + 1)) {
      assertThat(port.number()).isEqualTo(last);
    }
  }

  @Test
  void theServerItselfMayListenThere() throws IOException {
    try (RecordedPort port = RecordedPort.hold(folder.resolve("port"), 0);
        ServerSocket server = listen(port.number())) {
      assertThat(server.isBound()).isTrue();
    }
  }

  @Test
  void aPortThatSomebodyElseTookIsNotTakenAgain() throws IOException {
    Path file = folder.resolve("port");
    RecordedPort port = RecordedPort.hold(file, 0);
    port.close();
    try (ServerSocket other = listen(port.number());
        RecordedPort next = RecordedPort.hold(file, 0)) {
      assertThat(next.number()).isNotEqualTo(other.getLocalPort());
      assertThat(Files.readString(file)).isEqualTo(Integer.toString(next.number()));
    }
  }

  @Test
  void aServerThatStartsAgainIsToldWhoseItsPortIs() throws IOException {
    try (RecordedPort port = RecordedPort.hold(folder.resolve("port"), 0)) {
      port.requireFree("Kafka");
      try (ServerSocket other = listen(port.number())) {
        assertThatThrownBy(() -> port.requireFree("Kafka"))
            .isInstanceOf(ServerStartException.class)
            .hasMessageContaining("port %d, where clients look for Kafka", other.getLocalPort())
            .hasMessageContaining("ss -ltnp");
      }
    }
  }

  private static ServerSocket listen(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
